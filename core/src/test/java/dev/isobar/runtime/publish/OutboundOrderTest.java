package dev.isobar.runtime.publish;

import static dev.isobar.runtime.publish.OutboundFixture.TIMEOUT;
import static dev.isobar.runtime.publish.OutboundFixture.failureOf;
import static dev.isobar.runtime.publish.ScriptedDriver.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.Receipt;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.SendOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboundOrderTest {
  private final OutboundFixture one = OutboundFixture.ordered(OrderedBatch.ONE_PER_KEY);
  private final OutboundFixture many = OutboundFixture.ordered(OrderedBatch.MANY_PER_KEY);

  @Test
  void a_call_holds_one_event_of_a_key_where_a_batch_may_be_stored_in_part() {
    one.send("busy", "x");
    together(one, "a1:a", "a2:a", "b1:b", "c1:c", "b2:b");
    one.storeAll(0);

    assertThat(one.call(1).bodies()).containsExactly("a1", "b1", "c1");
    one.storeAll(1);
    assertThat(one.call(2).bodies()).containsExactly("a2", "b2");
  }

  @Test
  void a_call_holds_many_events_of_a_key_where_a_batch_is_stored_in_a_prefix() {
    many.send("busy", "x");
    together(many, "a1:a", "b1:b", "a2:a", "b2:b");
    many.storeAll(0);

    assertThat(many.call(1).bodies()).containsExactly("a1", "a2", "b1", "b2");
  }

  @Test
  void nothing_of_a_key_is_sent_while_an_event_of_it_is_unanswered() {
    many.send("a1", "a");
    many.send("a2", "a");
    many.platform.advance(Duration.ofSeconds(1));

    assertThat(many.calls()).isEqualTo(1);
    many.storeAll(0);
    assertThat(many.call(1).bodies()).containsExactly("a2");
  }

  @Test
  void a_stuck_key_holds_up_no_other() {
    one.send("a1", "a");
    var stuck = one.send("a2", "a");
    var free = one.send("b1", "b");
    one.platform.advance(Duration.ofMillis(2));
    one.storeAll(1);

    assertThat(one.call(1).bodies()).containsExactly("b1");
    assertThat(free).isCompleted();
    assertThat(stuck).isNotDone();
  }

  @Test
  void a_large_event_that_found_no_room_is_first_in_the_next_call() {
    one.send("busy", "x");
    String large = "l".repeat(900);
    together(one, "a1".repeat(100) + ":a", large + ":b", "c1:c", "a2:a");
    one.storeAll(0);
    one.storeAll(1);

    assertThat(one.call(1).batch).hasSize(1);
    assertThat(one.call(2).bodies().get(0)).isEqualTo(large);
  }

  @Test
  void nothing_behind_an_event_that_is_to_be_tried_again_is_sent_before_it() {
    var receipts = together(one, "a1:a", "a2:a", "b1:b");
    one.call(0).answer(List.of(refused(ErrorCode.UNAVAILABLE)));
    one.platform.run();
    assertThat(one.call(1).bodies()).containsExactly("b1");
    one.storeAll(1);

    one.platform.advance(Duration.ofMillis(130));
    assertThat(one.call(2).bodies()).containsExactly("a1");
    one.storeAll(2);
    one.storeAll(3);

    assertThat(receipts).allMatch(CompletableFuture::isDone);
    assertThat(one.call(3).bodies()).containsExactly("a2");
  }

  @Test
  void the_rest_of_a_batch_is_tried_again_in_order() {
    many.send("busy", "x");
    together(many, "a1:a", "a2:a", "a3:a");
    many.storeAll(0);
    many.call(1)
        .answer(
            List.of(
                SendOutcome.stored(""),
                refused(ErrorCode.UNAVAILABLE),
                refused(ErrorCode.UNAVAILABLE)));
    many.platform.run();
    many.send("a4", "a");
    many.platform.advance(Duration.ofMillis(130));

    assertThat(many.call(2).bodies()).containsExactly("a2", "a3", "a4");
  }

  @Test
  void events_accepted_behind_one_that_fails_for_good_fail_with_conflict_and_later_ones_go_on() {
    var receipts = together(one, "a1:a", "a2:a", "a3:a", "b1:b");
    one.call(0).answer(List.of(refused(ErrorCode.INVALID_ARGUMENT)));
    one.platform.run();
    var later = one.send("a4", "a");
    one.storeAll(1);
    one.platform.advance(Duration.ofMillis(2));

    assertThat(failureOf(receipts.get(0)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    for (int behind = 1; behind < 3; behind++) {
      assertThat(failureOf(receipts.get(behind)).code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(failureOf(receipts.get(behind)).outcome()).isEqualTo(Outcome.NOT_STORED);
      assertThat(failureOf(receipts.get(behind))).hasMessageContaining("event a1");
    }
    assertThat(receipts.get(3)).isCompleted();
    assertThat(one.call(2).bodies()).containsExactly("a4");
    one.storeAll(2);
    assertThat(later).isCompleted();
  }

  @Test
  void in_a_batch_the_events_behind_one_that_fails_for_good_fail_with_conflict() {
    many.send("busy", "x");
    var receipts = together(many, "a1:a", "a2:a", "a3:a", "b1:b");
    many.storeAll(0);
    many.call(1)
        .answer(
            List.of(
                SendOutcome.stored(""),
                refused(ErrorCode.INVALID_ARGUMENT),
                ScriptedDriver.unknown(ErrorCode.UNAVAILABLE),
                SendOutcome.stored("")));
    many.platform.advance(TIMEOUT);

    assertThat(receipts.get(0)).isCompleted();
    assertThat(failureOf(receipts.get(1)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failureOf(receipts.get(2)).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(receipts.get(3)).isCompleted();
    assertThat(many.calls()).isEqualTo(2);
  }

  @Test
  void at_the_time_out_those_behind_fail_and_the_key_waits_for_the_late_answer() {
    var first = one.send("a1", "a");
    one.platform.advance(Duration.ofSeconds(10));
    var behind = one.send("a2", "a");
    one.platform.advance(Duration.ofSeconds(20));
    var later = one.send("a3", "a");
    one.platform.advance(Duration.ofSeconds(1));

    assertThat(failureOf(first).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(failureOf(behind).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(failureOf(behind).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(one.calls()).isEqualTo(1);
    one.storeAll(0);
    assertThat(one.call(1).bodies()).containsExactly("a3");
    one.storeAll(1);
    assertThat(later).isCompleted();
  }

  @Test
  void a_key_whose_call_is_never_answered_goes_on_after_another_time_out() {
    one.send("a1", "a");
    one.platform.advance(TIMEOUT.plusSeconds(29));
    var later = one.send("a2", "a");
    one.platform.advance(Duration.ofSeconds(1));

    assertThat(one.call(1).bodies()).containsExactly("a2");
    one.storeAll(1);
    one.storeAll(0);
    assertThat(later).isCompleted();
  }

  @Test
  void halving_keeps_the_order_of_a_key() {
    var atomic =
        new OutboundFixture(
            true, Capabilities.builder().ordered(OrderedBatch.MANY_PER_KEY).atomicBatch(), 10);
    atomic.send("busy", "x");
    var receipts = together(atomic, "a1:a", "a2:a", "a3:a", "a4:a");
    atomic.storeAll(0);
    atomic.call(1).fail(ErrorCode.INVALID_ARGUMENT);
    atomic.platform.run();

    assertThat(atomic.call(2).bodies()).containsExactly("a1", "a2");
    atomic.storeAll(2);
    assertThat(atomic.call(3).bodies()).containsExactly("a3", "a4");
    atomic.call(3).fail(ErrorCode.INVALID_ARGUMENT);
    atomic.platform.run();
    assertThat(atomic.call(4).bodies()).containsExactly("a3");
    atomic.call(4).fail(ErrorCode.INVALID_ARGUMENT);
    atomic.platform.run();

    assertThat(failureOf(receipts.get(2)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failureOf(receipts.get(3)).code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(atomic.calls()).isEqualTo(5);
  }

  @Test
  void keys_of_an_unordered_topic_do_not_matter() {
    var free = new OutboundFixture(false, Capabilities.builder(), 10);
    free.send("a1", "a");
    free.send("a2", "a");
    free.platform.advance(Duration.ofMillis(2));

    assertThat(free.call(1).bodies()).containsExactly("a2");
  }

  private static List<CompletableFuture<Receipt>> together(
      OutboundFixture it, String... idsAndKeys) {
    List<CompletableFuture<Receipt>> receipts =
        java.util.Arrays.stream(idsAndKeys)
            .map(text -> text.split(":"))
            .map(e -> it.outbound.send(e[0], OutboundFixture.message(e[0], e[1])))
            .toList();
    it.platform.run();
    return receipts;
  }
}
