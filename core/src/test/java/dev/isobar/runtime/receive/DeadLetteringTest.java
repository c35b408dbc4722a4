package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.DeadLetter.Cause;
import dev.isobar.EventType;
import dev.isobar.Health;
import dev.isobar.RejectedEventException;
import dev.isobar.Router;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Story;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeadLetteringTest {
  private static final EventType<String> TEXT = EventType.of("com.acme.test", String.class);

  @Test
  void an_event_is_acknowledged_only_when_its_dead_letter_is_stored() {
    var it = unordered().start();
    CompletableFuture<Void> stored = new CompletableFuture<>();
    it.store = story -> stored;
    it.handler = delivery -> delivery.reject("no");

    it.push("1");
    it.live(Duration.ofSeconds(1));
    assertThat(it.receiver().verdicts()).isEmpty();
    stored.complete(null);
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_dead_letter_place_that_fails_keeps_the_event_until_it_works_again() {
    var it = unordered().start();
    boolean[] works = new boolean[1];
    it.store =
        story -> works[0] ? CompletableFuture.completedFuture(null) : ScriptedReceiver.failing();
    it.handler = delivery -> delivery.reject("no");

    it.push("1");
    it.live(Duration.ofMinutes(10));
    assertThat(it.receiver().verdicts()).isEmpty();
    assertThat(it.receiver().extendCalls).isNotEmpty();
    assertThat(it.component().problem().orElseThrow()).startsWith("dead-lettering: ");
    works[0] = true;
    it.live(Duration.ofSeconds(40));

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
    assertThat(it.status()).isEqualTo(Health.Status.UP);
  }

  @Test
  void a_dead_letter_place_that_throws_is_tried_again() {
    var it = unordered().start();
    it.store =
        story -> {
          if (it.stories.size() == 1) {
            throw new ScriptedProvider.NativeException();
          }
          return CompletableFuture.completedFuture(null);
        };
    it.handler = delivery -> delivery.reject("no");

    it.push("1");
    it.live(Duration.ofSeconds(1));

    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void an_event_whose_lease_is_lost_meanwhile_is_left_to_its_redelivery() {
    var it = unordered().start();
    it.store = story -> ScriptedReceiver.failing();
    it.receiver().extending = leases -> ScriptedReceiver.failing();
    it.handler = delivery -> delivery.reject("no");

    it.push("1");
    it.live(Duration.ofSeconds(70));
    int tries = it.stories.size();
    it.live(Duration.ofMinutes(5));

    assertThat(it.stories).hasSize(tries);
    assertThat(it.receiver().verdicts()).isEmpty();
  }

  @Test
  void the_service_moves_it_where_it_can() {
    var it = unordered().provider(Capabilities.Builder::nativeDeadLetter).start();
    it.handler = delivery -> delivery.reject("no");

    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("dead-letter 1 REJECTED");
    assertThat(it.stories).isEmpty();
  }

  @Test
  void a_rejection_is_not_tried_again() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          throw new RejectedEventException("not ours");
        };

    Story story = storyOf(it, "1");

    assertThat(story.cause()).isEqualTo(Cause.REJECTED);
    assertThat(story.reason()).isEqualTo("not ours");
    assertThat(story.attempts()).isEqualTo(1);
  }

  @Test
  void data_that_cannot_be_read_is_not_tried_again() {
    var it = unordered().start();
    it.handler = Router.builder().on(TEXT, text -> {}).build();

    Story story = storyOf(it, "bad");

    assertThat(story.cause()).isEqualTo(Cause.UNDECODABLE);
    assertThat(story.reason())
        .contains("com.acme.test", "java.lang.String", "IllegalStateException")
        .doesNotContain("not JSON");
  }

  @Test
  void an_unreadable_event_that_the_handler_answers_for_itself_is_its_own_affair() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          try {
            delivery.data(TEXT);
          } catch (RejectedEventException expected) {
            throw new RejectedEventException("own words");
          }
          return delivery.complete();
        };

    assertThat(storyOf(it, "bad").cause()).isEqualTo(Cause.REJECTED);
  }

  @Test
  void the_reason_is_one_bounded_line() {
    var it = unordered().start();
    it.handler =
        delivery -> delivery.reject("a\r\n2026 ERROR forged\u001b[31m" + "x".repeat(9_999));

    assertThat(storyOf(it, "1").reason())
        .startsWith("a\\u000d\\u000a2026 ERROR forged\\u001b[31m")
        .hasSizeLessThanOrEqualTo(500);
  }

  private static Story storyOf(EngineFixture it, String id) {
    it.push(id);
    it.runHandlers();
    assertThat(it.stories).hasSize(1);
    assertThat(it.receiver().verdicts()).containsExactly("complete " + id);
    return it.stories.get(0);
  }
}
