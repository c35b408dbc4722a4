package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.BatchHandler;
import dev.isobar.Delivery;
import dev.isobar.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollTest {
  private static final Duration WAIT = Duration.ofSeconds(5);
  private final List<String> handled = new ArrayList<>();
  private final EngineFixture it = unordered().pulling().start();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void nothing_is_asked_for_before_a_poll_and_as_much_as_it_wants_then() throws Exception {
    assertThat(it.receiver().credit()).isZero();

    poll(7, PollTest::completeAll);

    assertThat(it.receiver().credit()).isEqualTo(7);
  }

  @Test
  void a_poll_returns_when_its_batch_is_settled() throws Exception {
    it.push("1", "2", "3");

    assertThat(poll(2, PollTest::completeAll)).isEqualTo(2);
    assertThat(it.receiver().verdicts()).containsExactlyInAnyOrder("complete 1", "complete 2");
    assertThat(poll(2, PollTest::completeAll)).isEqualTo(1);
    assertThat(handled).containsExactly("1#1", "2#1", "3#1");
  }

  @Test
  void a_poll_waits_for_the_first_event() throws Exception {
    it.platform.schedule(Duration.ofSeconds(3), () -> it.push("1"));

    assertThat(poll(10, PollTest::completeAll)).isEqualTo(1);
  }

  @Test
  void a_poll_without_events_ends_after_its_wait() throws Exception {
    long start = it.platform.nanoTime();

    assertThat(poll(10, PollTest::completeAll)).isZero();
    assertThat(Duration.ofNanos(it.platform.nanoTime() - start)).isEqualTo(WAIT);
    assertThat(handled).isEmpty();
  }

  @Test
  void what_the_batch_handler_does_not_mention_comes_back_from_a_later_poll() throws Exception {
    it.push("1", "2");

    poll(2, batch -> List.of(batch.get(0).complete()));
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
    poll(2, PollTest::completeAll);

    assertThat(handled).containsExactly("1#1", "2#1", "2#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 2");
  }

  @Test
  void what_nobody_polls_is_given_back_before_its_lease_ends() {
    it.push("1");

    it.advance(Duration.ofSeconds(58));

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT0S");
  }

  @Test
  void a_failed_event_is_kept_for_a_later_poll() throws Exception {
    it.push("1");
    poll(1, batch -> List.of(batch.get(0).retryAfter(Duration.ofMinutes(10), "later")));

    it.advance(Duration.ofMinutes(11));
    assertThat(poll(1, PollTest::completeAll)).isEqualTo(1);

    assertThat(handled).containsExactly("1#1", "1#2");
  }

  @Test
  void an_interrupted_poll_loses_nothing() throws Exception {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> poll(1, PollTest::completeAll))
        .isInstanceOf(InterruptedException.class);
    it.push("1");

    assertThat(poll(1, PollTest::completeAll)).isEqualTo(1);
  }

  @Test
  void closing_ends_a_poll_that_waits() throws Exception {
    it.platform.schedule(Duration.ofSeconds(1), () -> it.engine.close(WAIT));

    assertThat(poll(1, PollTest::completeAll)).isZero();
    assertThat(poll(1, PollTest::completeAll)).isZero();
  }

  @Test
  void closing_gives_back_what_failed() throws Exception {
    it.push("1");
    poll(1, batch -> List.of(batch.get(0).retryAfter(Duration.ofMinutes(10), "later")));

    assertThat(it.close(WAIT)).isCompleted();

    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT0S");
  }

  @Test
  void a_batch_that_outlives_the_close_ends_without_an_answer() throws Exception {
    it.push("1");
    List<CompletableFuture<Void>> closed = new ArrayList<>();

    int count =
        poll(
            1,
            batch -> {
              closed.add(it.close(WAIT));
              it.advance(WAIT);
              return completeAll(batch);
            });

    assertThat(count).isEqualTo(1);
    assertThat(closed.get(0)).isCompleted();
    assertThat(it.receiver().verdicts()).isEmpty();
  }

  @Test
  void an_engine_that_has_ended_answers_a_poll_though_its_threads_are_gone() throws Exception {
    it.close(WAIT);
    it.platform.close();

    assertThat(poll(1, PollTest::completeAll)).isZero();
  }

  private int poll(int max, BatchHandler handler) throws InterruptedException {
    return it.engine.poll(Work.of(max, recording(handler)), WAIT);
  }

  private BatchHandler recording(BatchHandler handler) {
    return batch -> {
      batch.forEach(d -> handled.add(d.event().getId() + "#" + d.attempt()));
      return handler.handle(batch);
    };
  }

  private static List<Settlement> completeAll(List<Delivery> batch) {
    return batch.stream().map(Delivery::complete).toList();
  }
}
