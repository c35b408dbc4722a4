package dev.isobar.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import java.net.URI;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeduplicationIdsTest {
  @Test
  void a_publish_of_the_same_source_and_id_has_the_same_id() {
    CloudEvent event = event("/s", "1");
    CloudEvent again = Events.event(EventCodec.encode(event, Events.STRUCTURED, ""));

    assertThat(DeduplicationIds.of(event))
        .isEqualTo(DeduplicationIds.of(again))
        .isEqualTo("1GchAuGTDeiLSjahYdzNKugh9P1B9WqsdxkS_K4ZEms");
  }

  @Test
  void everything_else_has_another() {
    CloudEvent event = event("/s", "1");

    assertThat(
            new String[] {
              DeduplicationIds.of(event),
              DeduplicationIds.of(event("/s", "2")),
              DeduplicationIds.of(event("/s1", "")),
              DeduplicationIds.of(event("/", "s1")),
              DeduplicationIds.of(event, "1"),
              DeduplicationIds.of(event, "2"),
              DeduplicationIds.of(event, ""),
              DeduplicationIds.of(event("/s", ""), "1")
            })
        .doesNotHaveDuplicates();
  }

  @Property
  void an_id_fits_every_service(@ForAll String id, @ForAll String nativeId) {
    CloudEvent event = event("/s", id);

    assertThat(DeduplicationIds.of(event)).matches("[A-Za-z0-9_-]{1,64}");
    assertThat(DeduplicationIds.of(event, nativeId)).matches("[A-Za-z0-9_-]{1,64}");
  }

  private static CloudEvent event(String source, String id) {
    return Events.minimal().withSource(URI.create(source)).withId(id).build();
  }
}
