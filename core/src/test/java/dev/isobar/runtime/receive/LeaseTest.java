package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Delivery;
import dev.isobar.spi.Limits;
import dev.isobar.spi.SettleOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lease is 60 seconds here unless a test says otherwise. */
class LeaseTest {
  private final List<String> cancelled = new ArrayList<>();

  @Test
  void the_lease_of_a_running_handler_is_extended_in_its_last_third() {
    var it = unordered().start();
    it.push("1");

    it.advance(Duration.ofSeconds(38));
    assertThat(it.receiver().extendCalls).isEmpty();
    it.advance(Duration.ofSeconds(7));
    assertThat(it.receiver().extendCalls).hasSize(1);
    it.advance(Duration.ofMinutes(10));
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void waiting_and_held_events_keep_their_leases_too() {
    var it = unordered().tuning(t -> t.concurrency(1).maxLease(Duration.ofMinutes(2))).start();
    it.handler =
        delivery ->
            delivery.attempt() == 1 && delivery.event().getId().equals("1")
                ? delivery.retryAfter(Duration.ofMinutes(20), "later")
                : delivery.complete();

    it.push("1", "2", "3");
    it.platform.runHandler();
    it.advance(Duration.ofSeconds(100));
    it.runHandlers();
    it.live(Duration.ofMinutes(20));

    assertThat(it.handled).containsExactly("1#1", "2#1", "3#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 2", "complete 3", "complete 1");
  }

  @Test
  void leases_are_extended_together_in_batches_that_the_service_takes() {
    var it =
        unordered()
            .tuning(t -> t.concurrency(25))
            .provider(p -> p.limits(Limits.builder().settleBatch(10, "test").build()))
            .start();
    it.push(EngineFixture.ids(25));

    it.advance(Duration.ofSeconds(45));

    assertThat(it.receiver().extendCalls.stream().map(List::size)).containsExactly(10, 10, 5);
  }

  @Test
  void a_lease_that_cannot_be_extended_is_lost_by_our_own_clock_before_the_service_ends_it() {
    var it = unordered().start();
    it.receiver().extending = leases -> ScriptedReceiver.failing();
    it.handler =
        delivery -> {
          watch(delivery);
          it.advance(Duration.ofSeconds(54));
          assertThat(delivery.cancelled()).isFalse();
          assertThat(it.component().problem().orElseThrow()).startsWith("extending leases: ");
          it.advance(Duration.ofSeconds(6));
          assertThat(delivery.cancelled()).isTrue();
          return delivery.complete();
        };

    it.push("1");
    it.runHandlers();

    assertThat(cancelled).containsExactly("1");
    assertThat(it.receiver().verdicts()).isEmpty();
  }

  @Test
  void an_extension_without_an_answer_does_not_prolong_the_lease() {
    var it = unordered().start();
    it.receiver().extending = leases -> ScriptedReceiver.silent();
    it.handler =
        delivery -> {
          watch(delivery);
          it.advance(Duration.ofSeconds(60));
          return delivery.complete();
        };

    it.push("1");
    it.runHandlers();

    assertThat(cancelled).containsExactly("1");
  }

  @Test
  void an_extended_lease_counts_from_the_call_and_not_from_its_answer() {
    var it = unordered().start();
    CompletableFuture<List<SettleOutcome>> slow = new CompletableFuture<>();
    it.receiver().extending =
        leases -> it.receiver().extendCalls.size() == 1 ? slow : ScriptedReceiver.failing();
    it.handler =
        delivery -> {
          it.advance(Duration.ofSeconds(56));
          slow.complete(List.of(SettleOutcome.done()));
          it.advance(Duration.ofSeconds(45));
          assertThat(delivery.cancelled()).isTrue();
          return delivery.complete();
        };

    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts()).isEmpty();
  }

  @Test
  void a_failed_extension_is_tried_again_in_time() {
    var it = unordered().start();
    it.receiver().extending =
        leases ->
            it.receiver().extendCalls.size() == 1
                ? ScriptedReceiver.failing()
                : ScriptedReceiver.all(leases.size());
    it.push("1");

    it.advance(Duration.ofMinutes(3));
    it.runHandlers();

    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void a_lease_that_the_service_calls_lost_cancels_the_delivery_once() {
    var it = unordered().start();
    it.receiver().extending = leases -> ScriptedReceiver.answers(SettleOutcome.leaseLost(null));
    it.handler =
        delivery -> {
          watch(delivery);
          it.advance(Duration.ofMinutes(2));
          delivery.onCancel(() -> cancelled.add("registered late"));
          return delivery.complete();
        };

    it.push("1");
    it.runHandlers();

    assertThat(cancelled).containsExactlyInAnyOrder("1", "registered late");
    assertThat(it.receiver().verdicts()).isEmpty();
  }

  @Test
  void a_handler_that_runs_too_long_is_cancelled_though_its_lease_could_go_on() {
    var it = unordered().tuning(t -> t.maxLease(Duration.ofMinutes(5))).start();
    it.handler =
        delivery -> {
          watch(delivery);
          it.advance(Duration.ofSeconds(295));
          assertThat(delivery.cancelled()).isFalse();
          it.advance(Duration.ofSeconds(10));
          assertThat(delivery.cancelled()).isTrue();
          return delivery.complete();
        };

    it.push("1");
    it.runHandlers();

    assertThat(cancelled).containsExactly("1");
  }

  @Test
  void every_outcome_of_an_extension_counts_for_its_own_lease() {
    var it = unordered().start();
    it.receiver().extending =
        leases ->
            it.receiver().extendCalls.size() == 1
                ? ScriptedReceiver.answers(
                    SettleOutcome.done(), SettleOutcome.leaseLost(null), ScriptedReceiver.failed())
                : ScriptedReceiver.all(leases.size());
    List<Delivery> deliveries = new ArrayList<>();
    it.push("1", "2", "3");
    it.handler =
        delivery -> {
          deliveries.add(delivery);
          if (deliveries.size() < 3) {
            it.platform.runHandler();
          } else {
            it.advance(Duration.ofSeconds(90));
          }
          return delivery.complete();
        };
    it.runHandlers();

    assertThat(deliveries.stream().map(Delivery::cancelled)).containsExactly(false, true, false);
    assertThat(it.receiver().verdicts()).containsExactlyInAnyOrder("complete 1", "complete 3");
  }

  @Test
  void what_waits_is_given_back_before_the_service_ends_the_lease_for_good() {
    var it =
        unordered()
            .tuning(t -> t.concurrency(1))
            .provider(p -> p.lease(Duration.ofSeconds(60), Duration.ofSeconds(90)))
            .start();
    it.push("1", "2");

    it.advance(Duration.ofSeconds(58));

    assertThat(it.receiver().verdicts()).containsExactly("release 2 PT0S");
    assertThat(it.receiver().extendCalls).isEmpty();
  }

  @Test
  void the_step_of_the_service_bounds_the_lease_asked_for() {
    var it =
        unordered().provider(p -> p.lease(Duration.ofSeconds(10), Duration.ofHours(1))).start();

    assertThat(it.receiver().options.lease()).isEqualTo(Duration.ofSeconds(10));
    it.push("1");
    it.advance(Duration.ofSeconds(9));
    assertThat(it.receiver().extendCalls).hasSize(1);
  }

  @Test
  void those_behind_a_lost_event_of_a_key_are_given_back_in_order() {
    var it = ordered().start();
    it.receiver().extending =
        leases ->
            CompletableFuture.completedFuture(
                leases.stream()
                    .map(
                        lease ->
                            ((ScriptedReceiver.TestLease) lease).id().equals("a1")
                                ? SettleOutcome.leaseLost(null)
                                : SettleOutcome.done())
                    .toList());
    it.pushKey("a", "a1", "a2", "a3");

    it.advance(Duration.ofSeconds(45));

    assertThat(it.receiver().verdicts()).containsExactly("release a2 PT0S", "release a3 PT0S");
  }

  @Test
  void a_verdict_of_a_lease_that_ended_meanwhile_is_not_sent() {
    var it = unordered().start();
    it.push("1");
    it.platform.stall(Duration.ofSeconds(90));

    it.runHandlers();

    assertThat(it.receiver().verdicts()).isEmpty();
    it.pushAgain("1", 2);
    it.runHandlers();
    assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
  }

  @Test
  void a_cancelled_handler_is_interrupted_only_when_asked_for() {
    assertThat(interruptedByLoss(true)).isTrue();
    assertThat(interruptedByLoss(false)).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static boolean interruptedByLoss(boolean asked) {
    var it = unordered().tuning(t -> t.interruptOnCancel(asked)).start();
    it.receiver().extending = leases -> ScriptedReceiver.failing();
    boolean[] interrupted = new boolean[1];
    it.handler =
        delivery -> {
          it.advance(Duration.ofSeconds(60));
          interrupted[0] = Thread.currentThread().isInterrupted();
          return delivery.complete();
        };
    it.push("1");
    it.runHandlers();
    return interrupted[0];
  }

  private void watch(Delivery delivery) {
    delivery.onCancel(() -> cancelled.add(delivery.event().getId()));
  }
}
