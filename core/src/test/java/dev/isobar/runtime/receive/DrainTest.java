package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration DRAIN = Duration.ofSeconds(20);

  @Test
  void what_no_handler_has_seen_is_given_back_and_a_handler_that_runs_may_finish() {
    var it = unordered().tuning(t -> t.concurrency(1)).start();
    CompletableFuture<?>[] closed = new CompletableFuture<?>[1];
    it.handler =
        delivery -> {
          closed[0] = it.close(DRAIN);
          assertThat(closed[0]).isNotDone();
          assertThat(it.receiver().stopped).isTrue();
          assertThat(it.receiver().verdicts())
              .containsExactlyInAnyOrder("release 2 PT0S", "release 3 PT0S");
          return delivery.complete();
        };

    it.push("1", "2", "3");
    it.runHandlers();

    assertThat(closed[0]).isCompleted();
    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts()).endsWith("complete 1");
    assertThat(it.receiver().closed).isTrue();
    assertThat(it.platform.timers()).isZero();
  }

  @Test
  void what_is_held_is_given_back_at_once() {
    var it = unordered().start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofMinutes(30), "later");
    it.push("1");
    it.runHandlers();

    var closed = it.close(DRAIN);

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT0S");
    assertThat(closed).isCompleted();
  }

  @Test
  void events_of_a_key_are_given_back_in_their_order() {
    var it = ordered().start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofMinutes(30), "later");
    it.pushKey("a", "a1", "a2", "a3");
    it.pushKey("b", "b1", "b2");
    it.runHandlers();

    it.close(DRAIN);

    assertThat(it.receiver().verdicts())
        .filteredOn(verdict -> verdict.contains("a"))
        .extracting(verdict -> verdict.split(" ")[1])
        .containsSubsequence("a1", "a2", "a3")
        .containsSubsequence("b1", "b2");
  }

  @Test
  void a_failure_while_closing_is_released_and_not_held() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          it.close(DRAIN);
          return delivery.retryAfter(Duration.ofMinutes(30), "later");
        };
    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT0S");
    assertThat(it.receiver().closed).isTrue();
  }

  @Test
  void a_dead_letter_under_way_is_waited_for() {
    var it = unordered().start();
    CompletableFuture<Void> stored = new CompletableFuture<>();
    it.store = story -> stored;
    it.handler = delivery -> delivery.reject("no");
    it.push("1");
    it.runHandlers();

    var closed = it.close(DRAIN);
    assertThat(closed).isNotDone();
    stored.complete(null);
    it.platform.run();

    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
    assertThat(closed).isCompleted();
  }

  @Test
  void an_acknowledgement_that_fails_is_tried_again_while_closing() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.failing();
    it.push("1");
    it.runHandlers();

    var closed = it.close(DRAIN);
    it.advance(Duration.ofSeconds(2));
    assertThat(closed).isNotDone();
    it.receiver().settling = verdicts -> ScriptedReceiver.all(verdicts.size());
    it.advance(Duration.ofSeconds(5));

    assertThat(closed).isCompleted();
  }

  @Test
  void an_acknowledgement_that_fails_to_the_end_of_its_lease_is_waited_for_no_longer() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.failing();
    it.push("1");
    it.runHandlers();

    var closed = it.close(Duration.ofMinutes(30));
    it.advance(Duration.ofSeconds(100));

    assertThat(closed).isCompleted();
  }

  @Test
  void leases_are_kept_while_handlers_finish() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          it.close(Duration.ofMinutes(5));
          it.advance(Duration.ofMinutes(4));
          return delivery.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().extendCalls).isNotEmpty();
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void what_arrives_while_closing_is_given_back() {
    var it = unordered().start();
    it.receiver().stopsSlowly = true;
    var closed = it.close(DRAIN);

    it.push("late");
    assertThat(it.receiver().verdicts()).containsExactly("release late PT0S");
    assertThat(closed).isNotDone();
    it.receiver().silence.complete(null);
    it.platform.run();

    assertThat(it.handled).isEmpty();
    assertThat(closed).isCompleted();
    assertThat(it.receiver().closed).isTrue();
  }

  @Test
  void a_handler_that_never_returns_is_cancelled_at_the_deadline_and_its_stack_is_logged() {
    var it = unordered().start();
    boolean[] cancelled = new boolean[1];
    it.handler =
        delivery -> {
          delivery.onCancel(() -> cancelled[0] = true);
          var closed = it.close(DRAIN);
          it.advance(DRAIN.minusMillis(1));
          assertThat(closed).isNotDone();
          it.advance(Duration.ofMillis(1));
          assertThat(closed).isCompleted();
          return delivery.complete();
        };
    it.push("1");

    String log = EngineFixture.logOf(it::runHandlers);

    assertThat(log)
        .contains("the handler of event 1 still runs at the end of the drain time")
        .contains("DrainTest");
    assertThat(cancelled[0]).isTrue();
    assertThat(it.receiver().verdicts()).as("a late completion").isEmpty();
    assertThat(it.receiver().closed).isTrue();
    assertThat(it.platform.timers()).isZero();
  }

  @Test
  void closing_twice_is_one_close() {
    var it = unordered().start();
    it.push("1");
    var first = it.close(DRAIN);
    var second = it.close(Duration.ZERO);
    it.advance(Duration.ofSeconds(1));
    assertThat(second).isNotDone();
    it.runHandlers();

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void closing_while_receiving_fails_ends_the_reopening() {
    var it = unordered().start();
    it.receiver().inbound.failed(new ScriptedProvider.NativeException());
    it.platform.run();

    assertThat(it.close(DRAIN)).isCompleted();
    it.advance(Duration.ofMinutes(1));
    assertThat(it.provider.receivers).hasSize(1);
  }

  @Test
  void a_paused_subscriber_gives_back_what_waits_and_receives_again_when_resumed() {
    var it = unordered().tuning(t -> t.concurrency(1)).start();
    it.push("1", "2");
    it.engine.pause();
    it.runHandlers();
    assertThat(it.receiver(0).verdicts()).containsExactly("release 2 PT0S", "complete 1");
    assertThat(it.receiver(0).closed).isTrue();

    it.engine.resume();
    it.platform.run();
    it.push("2");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "2#1");
    assertThat(it.receiver(1).credit()).isPositive();
    assertThat(it.receiver(1).verdicts()).containsExactly("complete 2/2");
  }

  @Test
  void pausing_and_resuming_twice_changes_nothing_more() {
    var it = unordered().start();
    it.engine.pause();
    it.engine.pause();
    it.engine.resume();
    it.engine.resume();
    it.platform.run();

    assertThat(it.provider.receivers).hasSize(2);
    assertThat(it.receiver().closed).isFalse();
  }

  @Test
  void a_failure_while_paused_is_released() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          it.engine.pause();
          it.platform.run();
          return delivery.retry("no");
        };
    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT0S");
  }

  @Test
  void a_residual_refusal_that_waits_for_its_acknowledgement_is_not_handed_out_again() {
    var it = unordered().residual(event -> false).start();
    it.push("1");

    assertThat(it.close(DRAIN)).isCompleted();
    assertThat(it.receiver().verdicts()).isEqualTo(List.of("complete 1"));
  }
}
