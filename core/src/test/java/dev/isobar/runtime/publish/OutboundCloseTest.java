package dev.isobar.runtime.publish;

import static dev.isobar.runtime.publish.OutboundFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.spi.Capabilities;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutboundCloseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final OutboundFixture it = new OutboundFixture(false, Capabilities.builder(), 1);

  @Test
  void drain_completes_when_nothing_is_pending() {
    var idle = it.outbound.drain().toCompletableFuture();
    it.platform.run();
    assertThat(idle).isCompleted();

    it.send("e0");
    var busy = it.outbound.drain().toCompletableFuture();
    it.platform.run();
    assertThat(busy).isNotDone();
    it.storeAll(0);
    assertThat(busy).isCompleted();
  }

  @Test
  void drain_waits_for_an_event_that_was_sent_just_before() {
    it.outbound.send("e0", OutboundFixture.message("e0", null));
    var drain = it.outbound.drain().toCompletableFuture();
    it.platform.run();

    assertThat(drain).isNotDone();
  }

  @Test
  void closing_lets_pending_events_finish() {
    var receipt = it.send("e0");
    var closed = it.outbound.close(PATIENCE).toCompletableFuture();
    it.platform.advance(PATIENCE.minusMillis(1));
    assertThat(closed).isNotDone();
    it.storeAll(0);

    assertThat(receipt).isCompleted();
    assertThat(closed).isCompleted();
  }

  @Test
  void after_the_deadline_what_is_pending_is_cancelled_and_says_whether_it_was_sent() {
    var receipts = it.sendTogether(17);
    var closed = it.outbound.close(PATIENCE).toCompletableFuture();
    it.platform.advance(PATIENCE);

    assertThat(closed).isCompleted();
    assertThat(failureOf(receipts.get(0)).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failureOf(receipts.get(0)).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failureOf(receipts.get(16)).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failureOf(receipts.get(16)).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(it.budget.used()).isZero();
    it.storeAll(0);
    assertThat(it.calls()).isEqualTo(16);
  }

  @Test
  void an_event_that_waits_to_be_tried_again_is_unknown_when_it_may_be_stored() {
    var receipt = it.send("e0");
    it.call(0).fail(ErrorCode.UNAVAILABLE);
    it.platform.run();
    it.outbound.close(Duration.ZERO);
    it.platform.advance(Duration.ofSeconds(1));

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(it.calls()).isEqualTo(1);
  }

  @Test
  void a_closed_sender_takes_no_more_and_names_itself() {
    it.outbound.close(PATIENCE);
    var receipt = it.send("e0");

    assertThat(failureOf(receipt).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failureOf(receipt).outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failureOf(receipt)).hasMessageContaining("topic orders");
    assertThat(it.calls()).isZero();
  }

  @Test
  void closing_twice_is_closing_once() {
    it.send("e0");
    var first = it.outbound.close(PATIENCE).toCompletableFuture();
    var second = it.outbound.close(Duration.ofHours(1)).toCompletableFuture();
    it.platform.advance(PATIENCE);

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
  }

  @Test
  void closing_leaves_no_timer() {
    it.send("e0");
    it.storeAll(0);
    it.outbound.close(PATIENCE);
    it.platform.run();

    assertThat(it.platform.timers()).isZero();
  }
}
