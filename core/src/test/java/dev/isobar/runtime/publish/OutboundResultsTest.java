package dev.isobar.runtime.publish;

import static dev.isobar.runtime.publish.OutboundFixture.TIMEOUT;
import static dev.isobar.runtime.publish.OutboundFixture.failureOf;
import static dev.isobar.runtime.publish.ScriptedDriver.body;
import static dev.isobar.runtime.publish.ScriptedDriver.refused;
import static dev.isobar.runtime.publish.ScriptedDriver.unknown;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.Receipt;
import dev.isobar.runtime.publish.ScriptedDriver.NativeException;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutboundResultsTest {
  private final OutboundFixture it = OutboundFixture.unordered();

  @Test
  void each_event_of_a_batch_has_its_own_result_whichever_fail() {
    for (int mask = 0; mask < 1 << 10; mask++) {
      var run = OutboundFixture.unordered();
      var receipts = batchOfTen(run);

      run.call(1).answer(outcomes(mask, refused(ErrorCode.INVALID_ARGUMENT)));
      run.platform.run();

      assertThat(run.calls()).isEqualTo(2);
      for (int i = 0; i < 10; i++) {
        assertThat(receipts.get(i).isCompletedExceptionally()).isEqualTo((mask >> i & 1) == 1);
      }
      assertThat(run.budget.used()).isZero();
    }
  }

  @Test
  void only_the_failed_events_of_a_batch_are_sent_again_whichever_fail() {
    for (int mask = 1; mask < 1 << 10; mask++) {
      var run = OutboundFixture.unordered();
      var receipts = batchOfTen(run);
      run.call(1).answer(outcomes(mask, refused(ErrorCode.UNAVAILABLE)));

      run.platform.advance(Duration.ofMillis(130));

      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        if ((mask >> i & 1) == 1) {
          expected.add("e" + (i + 1));
        }
      }
      assertThat(run.call(2).bodies()).isEqualTo(expected);
      run.storeAll(2);
      assertThat(receipts).allMatch(r -> r.isDone() && !r.isCompletedExceptionally());
    }
  }

  @Test
  void events_that_the_answer_leaves_out_are_failures() {
    var receipts = batchOfTen(it);
    it.call(1).answer(List.of(SendOutcome.stored("1")));
    it.platform.advance(Duration.ofMillis(130));

    assertThat(receipts).noneMatch(r -> r.isDone());
    assertThat(it.call(2).batch).hasSize(10);
  }

  @Test
  void an_outcome_that_is_null_is_a_failure() {
    it.driver.rule(batch -> completedFuture(Collections.singletonList(null)));
    var receipt = it.send("e0");
    it.platform.advance(TIMEOUT);

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.UNKNOWN);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void a_lost_reply_is_tried_again_with_the_same_deduplication_id() {
    var receipt = it.send("e0");
    it.call(0).fail(ErrorCode.UNAVAILABLE);
    it.platform.advance(Duration.ofMillis(130));

    assertThat(it.call(1).batch.get(0).deduplicationId())
        .isEqualTo(it.call(0).batch.get(0).deduplicationId());
    it.storeAll(1);
    assertThat(receipt).isCompleted();
  }

  @Test
  void once_a_try_may_have_stored_the_event_its_outcome_is_unknown() {
    var receipt = it.send("e0");
    it.call(0).answer(List.of(unknown(ErrorCode.UNAVAILABLE)));
    it.platform.advance(Duration.ofMillis(130));
    it.call(1).answer(List.of(refused(ErrorCode.PERMISSION_DENIED)));
    it.platform.run();

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failureOf(receipt)).hasMessageContaining("may or may not be stored");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "UNSUPPORTED", "CONFLICT"})
  void a_call_that_is_refused_stores_nothing_and_is_not_tried_again(ErrorCode code) {
    var receipt = it.send("e0");
    it.call(0).fail(code);
    it.platform.advance(TIMEOUT);

    assertThat(it.calls()).isEqualTo(1);
    assertThat(failureOf(receipt).code()).isEqualTo(code);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failureOf(receipt)).hasCauseInstanceOf(NativeException.class);
    assertThat(failureOf(receipt)).hasMessageContaining("topic orders (test-orders)");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "UNKNOWN"})
  void a_failure_that_may_pass_is_tried_again_with_growing_delays(ErrorCode code) {
    it.driver.rule(batch -> failed(code));
    var receipt = it.send("e0");
    it.platform.advance(TIMEOUT);

    assertThat(it.calls()).isBetween(7, 10);
    assertThat(failureOf(receipt).code()).isEqualTo(code);
    assertThat(failureOf(receipt).outcome())
        .isEqualTo(code == ErrorCode.RESOURCE_EXHAUSTED ? Outcome.NOT_STORED : Outcome.UNKNOWN);
    assertThat(failureOf(receipt)).hasMessageContaining("tries");
    assertThat(it.budget.used()).isZero();
  }

  @Test
  void a_sender_that_does_not_retry_reports_the_first_failure() {
    var once = new OutboundFixture(false, Capabilities.builder(), 10, SendPolicy.once(TIMEOUT));
    var receipt = once.send("e0");
    once.call(0).fail(ErrorCode.UNAVAILABLE);
    once.platform.run();

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void a_sender_that_throws_has_failed() {
    it.driver.rule(
        batch -> {
          throw new NativeException(ErrorCode.INVALID_ARGUMENT);
        });

    assertThat(failureOf(it.send("e0")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void a_call_without_an_answer_ends_at_the_time_out_with_an_unknown_outcome() {
    var receipt = it.send("e0");
    it.platform.advance(TIMEOUT.minusMillis(1));
    assertThat(receipt).isNotDone();

    it.platform.advance(Duration.ofMillis(1));

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(it.budget.used()).isZero();
    assertThat(it.health.snapshot().status()).isEqualTo(Health.Status.DEGRADED);
  }

  @Test
  void a_late_answer_changes_no_result_and_frees_the_slot() {
    var receipt = it.send("e0");
    it.platform.advance(TIMEOUT);
    it.storeAll(0);

    assertThat(receipt).isCompletedExceptionally();
    it.send("e1");
    assertThat(it.call(1).bodies()).containsExactly("e1");
    it.send("e2");
    assertThat(it.calls()).isEqualTo(2);
  }

  @Test
  void calls_that_are_never_answered_give_their_slots_back_after_another_time_out() {
    var receipts = it.sendTogether(200);
    it.platform.advance(TIMEOUT);
    assertThat(it.calls()).isEqualTo(16);
    assertThat(receipts).allMatch(r -> r.isCompletedExceptionally());
    assertThat(failureOf(receipts.get(0)).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failureOf(receipts.get(199)).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failureOf(receipts.get(199)).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);

    it.platform.advance(TIMEOUT.dividedBy(2));
    var next = it.send("next");
    assertThat(it.calls()).isEqualTo(16);
    it.platform.advance(TIMEOUT.dividedBy(2));

    assertThat(it.calls()).isEqualTo(17);
    it.storeAll(16);
    assertThat(next).isCompleted();
  }

  @Test
  void a_batch_refused_as_a_whole_is_halved_until_only_the_bad_event_fails() {
    var atomic = new OutboundFixture(false, Capabilities.builder().atomicBatch(), 10);
    Set<String> bad = Set.of("e3", "e8");
    atomic.driver.rule(batch -> refuseWholeIfBad(batch, bad));

    var receipts = atomic.sendTogether(11);
    atomic.platform.advance(Duration.ofMillis(10));

    for (int i = 0; i < receipts.size(); i++) {
      assertThat(receipts.get(i).isDone()).isTrue();
      assertThat(receipts.get(i).isCompletedExceptionally()).isEqualTo(bad.contains("e" + i));
    }
    assertThat(failureOf(receipts.get(3)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failureOf(receipts.get(3)).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(atomic.calls()).isLessThanOrEqualTo(20);
  }

  @Test
  void an_atomic_refusal_told_event_by_event_is_halved_too() {
    var atomic = new OutboundFixture(false, Capabilities.builder().atomicBatch(), 10);
    atomic.driver.rule(
        batch ->
            completedFuture(
                batch.stream().anyMatch(m -> body(m).equals("e5"))
                    ? Collections.nCopies(batch.size(), refused(ErrorCode.INVALID_ARGUMENT))
                    : Collections.nCopies(batch.size(), SendOutcome.stored(""))));

    var receipts = atomic.sendTogether(11);
    atomic.platform.advance(Duration.ofMillis(10));

    assertThat(IntStream.range(0, 11).filter(i -> receipts.get(i).isCompletedExceptionally()))
        .containsExactly(5);
  }

  @Test
  void health_says_what_fails_and_that_it_works_again() {
    it.send("e0");
    it.call(0).fail(ErrorCode.UNAVAILABLE);
    it.platform.run();
    assertThat(it.health.snapshot().components().get(0).code()).contains(ErrorCode.UNAVAILABLE);

    it.platform.advance(Duration.ofMillis(130));
    it.storeAll(1);

    assertThat(it.health.snapshot().status()).isEqualTo(Health.Status.UP);
  }

  @Test
  void an_event_that_is_refused_for_its_own_fault_says_nothing_about_the_provider() {
    it.send("e0");
    it.call(0).fail(ErrorCode.INVALID_ARGUMENT);
    it.platform.run();

    assertThat(it.health.snapshot().status()).isEqualTo(Health.Status.UP);
  }

  @Test
  void events_that_failed_at_different_times_are_tried_again_at_different_times() {
    it.send("e0");
    it.call(0).fail(ErrorCode.UNAVAILABLE);
    it.platform.advance(Duration.ofMillis(60));
    it.send("e1");
    it.call(1).fail(ErrorCode.UNAVAILABLE);
    it.platform.advance(Duration.ofMillis(65));
    assertThat(it.call(2).bodies()).containsExactly("e0");
    it.storeAll(2);

    it.platform.advance(Duration.ofMillis(60));

    assertThat(it.call(3).bodies()).containsExactly("e1");
  }

  @Test
  void halves_of_a_refused_call_leave_at_once_beside_other_calls() {
    var atomic = new OutboundFixture(false, Capabilities.builder().atomicBatch(), 4);
    atomic.sendTogether(9);
    assertThat(atomic.calls()).isEqualTo(3);

    atomic.call(1).fail(ErrorCode.INVALID_ARGUMENT);
    atomic.platform.run();

    assertThat(atomic.call(3).bodies()).containsExactly("e1", "e2");
    assertThat(atomic.call(4).bodies()).containsExactly("e3", "e4");
  }

  @Test
  void no_timer_is_left_for_events_that_are_done() {
    for (int i = 0; i < 1_000; i++) {
      it.send("e" + i);
      it.storeAll(i);
    }

    assertThat(it.platform.timers()).isEqualTo(1);
  }

  @Test
  void ids_are_printed_on_one_line() {
    var receipt = it.send("e\n2026 ERROR forged");
    it.call(0).fail(ErrorCode.NOT_FOUND);
    it.platform.run();

    assertThat(failureOf(receipt).getMessage()).doesNotContain("\n").contains("e\\u000a2026");
  }

  private static List<CompletableFuture<Receipt>> batchOfTen(OutboundFixture run) {
    var receipts = run.sendTogether(11);
    run.storeAll(0);
    return receipts.subList(1, 11);
  }

  private static List<SendOutcome> outcomes(int failedMask, SendOutcome failure) {
    return IntStream.range(0, 10)
        .mapToObj(i -> (failedMask >> i & 1) == 1 ? failure : SendOutcome.stored(""))
        .toList();
  }

  private static CompletionStage<List<SendOutcome>> refuseWholeIfBad(
      List<WireMessage> batch, Set<String> bad) {
    return batch.stream().anyMatch(m -> bad.contains(body(m)))
        ? failed(ErrorCode.INVALID_ARGUMENT)
        : completedFuture(Collections.nCopies(batch.size(), SendOutcome.stored("")));
  }

  private static CompletionStage<List<SendOutcome>> failed(ErrorCode code) {
    return failedFuture(new NativeException(code));
  }
}
