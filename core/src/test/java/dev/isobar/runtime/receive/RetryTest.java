package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.DeadLetter.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_failed_event_is_released_with_its_delay_where_the_service_has_one() {
    var it = unordered().provider(p -> p.releaseDelay(Duration.ofSeconds(10))).start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofSeconds(10), "later");

    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT10S");
  }

  @Test
  void a_delay_longer_than_that_of_the_service_is_held() {
    var it = unordered().provider(p -> p.releaseDelay(Duration.ofSeconds(10))).start();
    it.handler =
        delivery ->
            delivery.attempt() == 1
                ? delivery.retryAfter(Duration.ofSeconds(11), "later")
                : delivery.complete();

    it.push("1");
    it.live(Duration.ofMillis(10_900));
    assertThat(it.handled).containsExactly("1#1");
    it.live(SECOND);

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_failed_event_is_held_where_the_service_has_no_delay() {
    var it = unordered().start();
    it.handler = failingTimes(1);

    it.push("1");
    it.live(SECOND);

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_held_event_leaves_its_place_to_others() {
    var it = unordered().tuning(t -> t.concurrency(1)).start();
    it.handler =
        delivery ->
            delivery.event().getId().equals("1") ? delivery.retry("no") : delivery.complete();

    it.push("1", "2");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "2#1");
  }

  @Test
  void the_back_off_grows_to_its_longest() {
    var it =
        unordered()
            .tuning(t -> t.maxAttempts(6).backoff(SECOND, 3, Duration.ofSeconds(20)))
            .start();
    long start = it.platform.nanoTime();
    List<Long> seconds = new ArrayList<>();
    it.handler =
        delivery -> {
          seconds.add(Duration.ofNanos(it.platform.nanoTime() - start).toSeconds());
          return delivery.retry("no");
        };

    it.push("1");
    it.live(Duration.ofSeconds(60));

    assertThat(seconds).containsExactly(0L, 1L, 4L, 13L, 33L, 53L);
  }

  @Test
  void a_retry_without_delay_comes_at_once() {
    var it = unordered().provider(p -> p.releaseDelay(Duration.ofMinutes(15))).start();
    it.handler =
        delivery ->
            delivery.attempt() < 3
                ? delivery.retryAfter(Duration.ZERO, "now")
                : delivery.complete();

    it.push("1");
    it.live(SECOND);

    assertThat(it.handled).containsExactly("1#1", "1#2", "1#3");
  }

  @Test
  void an_ordered_event_is_retried_in_place_while_other_keys_go_on() {
    var it = ordered().provider(p -> p.releaseDelay(Duration.ofMinutes(15))).start();
    it.handler =
        delivery ->
            delivery.event().getId().equals("a1") && delivery.attempt() < 3
                ? delivery.retry("not yet")
                : delivery.complete();

    it.pushKey("a", "a1", "a2", "a3");
    it.pushKey("b", "b1");
    it.live(Duration.ofSeconds(4));

    assertThat(it.handled).containsExactly("a1#1", "b1#1", "a1#2", "a1#3", "a2#1", "a3#1");
    assertThat(it.receiver().verdicts())
        .containsExactly("complete b1", "complete a1", "complete a2", "complete a3");
  }

  @Test
  void one_event_of_a_key_is_handled_at_a_time() {
    var it = ordered().start();
    it.pushKey("a", "a1", "a2");

    it.handler =
        delivery -> {
          it.advance(Duration.ofMinutes(5));
          assertThat(it.handled).hasSize(1);
          return delivery.complete();
        };
    it.platform.runHandler();
    it.handler = delivery -> delivery.complete();
    it.runHandlers();

    assertThat(it.handled).containsExactly("a1#1", "a2#1");
  }

  @Test
  void a_key_moves_on_when_its_event_is_dead_lettered() {
    var it = ordered().tuning(t -> t.maxAttempts(2)).start();
    it.handler =
        delivery ->
            delivery.event().getId().equals("a1") ? delivery.retry("no") : delivery.complete();

    it.pushKey("a", "a1", "a2");
    it.live(Duration.ofSeconds(2));

    assertThat(it.handled).containsExactly("a1#1", "a1#2", "a2#1");
    assertThat(it.stories).hasSize(1);
  }

  @Test
  void enough_held_events_end_the_asking_until_some_are_done() {
    var it = unordered().tuning(t -> t.concurrency(1).maxHeld(2).maxAttempts(2)).start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofMinutes(1), "no");

    it.push("1", "2");
    it.runHandlers();
    int before = it.receiver().credit();
    it.advance(Duration.ofSeconds(30));
    assertThat(it.receiver().credit()).isEqualTo(before);

    it.live(Duration.ofMinutes(1));
    assertThat(it.receiver().credit()).isGreaterThan(before);
  }

  @Test
  void events_behind_a_parked_key_count_as_held() {
    var it = ordered().tuning(t -> t.concurrency(1).maxHeld(2)).start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofMinutes(1), "no");

    it.pushKey("a", "a1", "a2");
    it.runHandlers();
    int before = it.receiver().credit();
    it.pushKey("a", "a3");

    assertThat(it.receiver().credit()).isEqualTo(before);
  }

  @Test
  void an_event_that_always_fails_is_handled_as_often_as_allowed_and_dead_lettered_once() {
    var it = unordered().start();
    it.handler =
        delivery -> {
          throw new IllegalStateException("no\nway");
        };

    it.push("1");
    it.live(Duration.ofMinutes(1));

    assertThat(it.handled).containsExactly("1#1", "1#2", "1#3", "1#4", "1#5");
    assertThat(it.stories).hasSize(1);
    assertThat(it.stories.get(0).cause()).isEqualTo(Cause.EXHAUSTED);
    assertThat(it.stories.get(0).attempts()).isEqualTo(5);
    assertThat(it.stories.get(0).origin()).isEqualTo("billing");
    assertThat(it.stories.get(0).reason()).contains("IllegalStateException: no\\u000away");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_high_receive_count_alone_dead_letters_nothing() {
    var it = unordered().start();

    it.pushAgain("1", 40);
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#40");
    assertThat(it.stories).isEmpty();
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_failure_after_many_receives_is_the_last() {
    var it = unordered().start();
    it.handler = delivery -> delivery.retry("no");

    it.pushAgain("1", 5);
    it.runHandlers();

    assertThat(it.stories).hasSize(1);
    assertThat(it.stories.get(0).attempts()).isEqualTo(5);
  }

  @Test
  void failures_of_a_released_event_are_remembered_where_the_service_does_not_count() {
    var it =
        unordered()
            .tuning(t -> t.maxAttempts(3))
            .provider(p -> p.releaseDelay(Duration.ofMinutes(15)))
            .start();
    it.handler = delivery -> delivery.retry("no");

    for (int i = 0; i < 3; i++) {
      it.pushAgain("1", 0);
      it.runHandlers();
    }

    assertThat(it.handled).containsExactly("1#1", "1#2", "1#3");
    assertThat(it.stories).hasSize(1);
    it.pushAgain("1", 0);
    it.runHandlers();
    assertThat(it.handled).endsWith("1#1");
  }

  @Test
  void a_service_that_counts_is_believed() {
    var it =
        unordered().provider(p -> p.countsReceives().releaseDelay(Duration.ofMinutes(15))).start();
    it.handler = delivery -> delivery.retry("no");

    it.pushAgain("1", 1);
    it.runHandlers();
    it.pushAgain("1", 1);
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "1#1");
  }

  @Test
  void what_the_residual_filter_refuses_is_acknowledged_and_not_handled() {
    var it = unordered().residual(event -> !event.getId().equals("2")).start();

    it.push("1", "2", "3");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "3#1");
    assertThat(it.stories).isEmpty();
    assertThat(it.receiver().verdicts())
        .containsExactlyInAnyOrder("complete 1", "complete 2", "complete 3");
  }

  private static dev.isobar.Handler failingTimes(int times) {
    return delivery -> delivery.attempt() <= times ? delivery.retry("no") : delivery.complete();
  }
}
