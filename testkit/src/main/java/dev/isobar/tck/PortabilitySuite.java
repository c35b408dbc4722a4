package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.PublishResult;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 13 of the contract: what works on one provider fits all. */
public abstract class PortabilitySuite extends Contract {
  private static final int LARGEST = 253_952;

  /** For subclasses. */
  protected PortabilitySuite() {}

  /** An event that takes so many bytes as structured JSON. */
  private static CloudEvent ofSize(String id, int bytes) {
    int rest =
        ("{\"specversion\":\"1.0\",\"id\":\""
                + id
                + "\",\"source\":\"/contract\",\"type\":\"t\",\"datacontenttype\":\"text/plain\","
                + "\"data\":\"\"}")
            .length();
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/contract"))
        .withType("t")
        .withData("text/plain", "x".repeat(bytes - rest).getBytes(StandardCharsets.UTF_8))
        .build();
  }

  @Test
  void clause_13_1_the_largest_event_is_accepted_and_a_larger_one_refused() {
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(ofSize("largest", LARGEST));
    fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> isobar.publisher(TOPIC).publish(ofSize("larger", LARGEST + 1)));
    await(seen, "the largest", seen.hasCompleted("largest"));
  }

  @Test
  void clause_13_2_an_attribute_over_the_bound_is_refused() {
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(Events.with("fits", "big", "é".repeat(512)));
    IsobarException failure =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () ->
                isobar.publisher(TOPIC).publish(Events.with("over", "big", "é".repeat(512) + "x")));
    assertTrue(failure.getMessage().contains("big"), failure.getMessage());
    await(seen, "what fits", seen.hasCompleted("fits"));
  }

  @Test
  void clause_13_3_a_name_that_some_provider_refuses_is_refused() {
    for (String name : List.of("Orders", "9a", "a".repeat(41), "", "a..b", "a_b", "ä", "../x")) {
      fails(ErrorCode.INVALID_ARGUMENT, () -> topology(t -> t.topic(name)));
    }
  }

  @Test
  void clause_13_4_a_refused_event_harms_no_other() {
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    List<PublishResult> results =
        isobar
            .publisher(TOPIC)
            .publishAll(List.of(event("e1"), ofSize("larger", LARGEST + 1), event("e2")));
    assertEquals(List.of(true, false, true), results.stream().map(PublishResult::stored).toList());
    await(seen, "the others", seen.hasCompleted("e1", "e2"));
  }

  @Test
  void clause_13_5_native_limits_lift_the_portable_ones() {
    needs(Feature.LARGER_THAN_PORTABLE);
    Isobar isobar = open(topic(), b -> b.set("limits", "native"));
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(ofSize("larger", LARGEST + 1));
    await(seen, "the larger", seen.hasCompleted("larger"));
  }

  @Test
  void clause_13_6_what_cannot_be_done_is_refused_at_start() {
    if (has(Feature.ORDERED) && has(Feature.BUSES)) {
      throw new NotProvedException("everything can be done here");
    }
    if (!has(Feature.ORDERED)) {
      fails(ErrorCode.UNSUPPORTED, () -> open(topic(true, t -> t)));
    }
    if (!has(Feature.BUSES)) {
      fails(
          ErrorCode.UNSUPPORTED,
          () ->
              open(
                  topology(
                      t -> t.queue(QUEUE).bus("fence", b -> b.route("all", r -> r.to(QUEUE))))));
    }
  }
}
