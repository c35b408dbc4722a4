package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isobar.DeadLetter.Cause;
import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterStoryTest {
  private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789123456Z");
  private static final String STORY =
      "{\"cause\":\"EXHAUSTED\",\"attempts\":5,\"time\":\"2026-02-03T04:05:06.789123456Z\","
          + "\"origin\":\"billing\",\"reason\":\"IllegalStateException: no\"}";

  private final WireMessage message =
      EventCodec.encode(Events.complete().build(), Events.PUBSUB, "first");

  @ParameterizedTest
  @EnumSource(Cause.class)
  void a_story_comes_back(Cause cause) {
    Story story = new Story(cause, "IllegalStateException: no", 5, "billing", TIME);

    WireMessage dead = DeadLetterStory.withStory(message, story, "second");

    assertThat(DeadLetterStory.readStory(dead)).contains(story);
    assertThat(dead.deduplicationId()).isEqualTo("second");
  }

  @Test
  void a_story_is_json_in_one_attribute() {
    Story story = new Story(Cause.EXHAUSTED, "IllegalStateException: no", 5, "billing", TIME);

    WireMessage dead = DeadLetterStory.withStory(message, story, "second");

    assertThat(dead.attributes()).containsEntry("isobar-dead-letter", STORY);
  }

  @Test
  void the_event_stays_as_it_is() {
    Story story = new Story(Cause.REJECTED, "no", 1, "billing", TIME);
    CloudEvent event = Events.event(message);

    WireMessage dead = DeadLetterStory.withStory(message, story, "second");
    WireMessage back = DeadLetterStory.withoutStory(dead, "third");

    assertThat(Events.event(dead)).isEqualTo(event);
    assertThat(dead.body()).isSameAs(message.body());
    assertThat(back.body()).isSameAs(message.body());
    assertThat(back.attributes()).isEqualTo(message.attributes());
    assertThat(back.contentType()).isEqualTo(message.contentType());
    assertThat(back.key()).isEqualTo(message.key());
    assertThat(back.deduplicationId()).isEqualTo("third");
    assertThat(DeadLetterStory.readStory(back)).isEmpty();
  }

  @Test
  void a_foreign_message_has_a_story_too() {
    WireMessage foreign = Events.received(new byte[] {-1}, null, Map.of("k", "v"));
    Story story = new Story(Cause.UNDECODABLE, "", 1, "q", TIME);

    WireMessage dead = DeadLetterStory.withStory(foreign, story, "d");

    assertThat(DeadLetterStory.readStory(dead)).contains(story);
    assertThat(dead.attributes()).containsEntry("k", "v");
  }

  @Test
  void a_second_story_takes_the_place_of_the_first() {
    Story first = new Story(Cause.REJECTED, "first", 1, "a", TIME);
    Story second = new Story(Cause.EXHAUSTED, "second", 2, "b", TIME);

    WireMessage dead =
        DeadLetterStory.withStory(DeadLetterStory.withStory(message, first, "d"), second, "d");

    assertThat(DeadLetterStory.readStory(dead)).contains(second);
  }

  @Provide
  Arbitrary<String> reasons() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(500),
        Arbitraries.strings().withChars('"', '\\', '\u0001', '\ud800').ofMaxLength(500),
        Arbitraries.of(
            "😀".repeat(250), "\u0000".repeat(500), "\uFFFE".repeat(500), "x".repeat(9_999)));
  }

  @Property
  void any_story_fits_into_1000_bytes(@ForAll("reasons") String reason) throws Exception {
    Story story = new Story(Cause.EXHAUSTED, reason, Integer.MAX_VALUE, "o".repeat(40), TIME);

    WireMessage dead = DeadLetterStory.withStory(message, story, "d");

    String text = dead.attributes().get("isobar-dead-letter");
    assertThat(text.getBytes(UTF_8).length).isLessThanOrEqualTo(1_000);
    assertThat(new ObjectMapper().readTree(text).get("attempts").intValue())
        .isEqualTo(Integer.MAX_VALUE);
    Story read = DeadLetterStory.readStory(dead).orElseThrow();
    assertThat(reason.replaceAll("[\\p{Cc}\\p{Cs}]", "?")).startsWith(read.reason());
    assertThat(read.reason().length()).isGreaterThanOrEqualTo(Math.min(reason.length(), 100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"cause\":\"EXHAUSTED\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"",
        "{\"cause\":\"EXHAUSTED\",\"reason\":{},\"attempts\":1,\"origin\":\"a\"}",
        "{\"cause\":\"WHATEVER\",\"reason\":\"r\",\"attempts\":1,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"r\",\"attempts\":1e9,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"r\",\"attempts\":9999999999,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"r\",\"attempts\":1,\"origin\":\"a\",\"time\":\"now\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"\\n2026 ERROR\",\"attempts\":1,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":\"r\",\"attempts\":-1,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}",
        "{\"cause\":\"EXHAUSTED\",\"reason\":null,\"attempts\":1,\"origin\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"}"
      })
  void a_forged_story_is_none(String forged) {
    WireMessage dead = Events.received(new byte[1], null, Map.of("isobar-dead-letter", forged));

    assertThat(DeadLetterStory.readStory(dead)).isEmpty();
  }

  @Test
  void a_forged_story_does_not_cost_more_than_a_real_one() {
    String padded = STORY.replace("no\"", "n".repeat(1_001) + "\"");
    String nested = "[".repeat(1_000);

    for (String forged : new String[] {padded, nested}) {
      WireMessage dead = Events.received(new byte[1], null, Map.of("isobar-dead-letter", forged));

      assertThat(DeadLetterStory.readStory(dead)).isEmpty();
    }
  }

  @Property
  void no_text_is_too_odd(@ForAll String forged) {
    WireMessage dead = Events.received(new byte[1], null, Map.of("isobar-dead-letter", forged));

    assertThat(DeadLetterStory.readStory(dead)).isEmpty();
  }

  @Test
  void a_forged_story_changes_no_event() {
    Map<String, String> attributes = new HashMap<>(message.attributes());
    attributes.put("isobar-dead-letter", STORY);

    CloudEvent event =
        Events.event(Events.received(message.body(), message.contentType(), attributes));

    assertThat(event).isEqualTo(Events.event(message));
  }
}
