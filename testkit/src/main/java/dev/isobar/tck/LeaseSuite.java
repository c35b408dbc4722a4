package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Handler;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter 4 of the contract: a slow handler keeps its event. */
public abstract class LeaseSuite extends Contract {
  /** For subclasses. */
  protected LeaseSuite() {}

  private Duration leases(double number) {
    return Duration.ofMillis((long) (bounds.lease().toMillis() * number));
  }

  private Recorder blockedBy(Gate gate) {
    return recorderBehind(gate);
  }

  /**
   * The first delivery blocks until the gate opens, whatever becomes of it; later ones complete.
   */
  private Handler firstBlockedBy(Gate gate) {
    AtomicBoolean first = new AtomicBoolean(true);
    return d -> {
      if (first.getAndSet(false)) {
        gate.pass();
      }
      return d.complete();
    };
  }

  @Test
  void clause_4_1_a_handler_longer_than_the_lease_keeps_its_event() {
    Isobar isobar = open(topic());
    keepsItsEvent(isobar, () -> {});
  }

  @Test
  void clause_4_1_a_handler_longer_than_the_lease_keeps_its_ordered_event() {
    Isobar isobar = open(ordered());
    keepsItsEvent(isobar, () -> {});
  }

  private void keepsItsEvent(Isobar isobar, Runnable meanwhile) {
    Gate gate = gate();
    Recorder seen = blockedBy(gate);
    isobar.subscribe(SUB, seen);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(keyed("k", "e1"));
    await(seen, "the delivery", seen.has(1));
    meanwhile.run();
    pass(leases(2.5));
    assertFalse(seen.calls().get(0).delivery.cancelled());
    gate.open();
    isobar.publisher(TOPIC).publish(keyed("k", "marker"));
    await(seen, "the marker", seen.hasCompleted("e1", "marker"));
    assertEquals(List.of("e1", "marker"), seen.ids());
  }

  @Test
  void clause_4_2_an_event_that_waits_for_a_handler_keeps_its_lease() {
    Isobar isobar = open(topic(t -> t.concurrency(1)));
    Gate gate = gate();
    Recorder seen = blockedBy(gate);
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, events("e", 2));
    await(seen, "the first", seen.has(1));
    pass(leases(2.5));
    gate.open();
    await(seen, "both", seen.hasCompleted("e1", "e2"));
    assertEquals(List.of(1, 1), seen.calls().stream().map(c -> c.attempt).toList());
  }

  @Test
  void clause_4_2_holding_for_a_retry_does_not_count_towards_max_lease() {
    Isobar isobar = open(ordered(t -> t.maxLease(leases(1.5))));
    Recorder seen =
        recorder(d -> d.attempt() == 1 ? d.retryAfter(leases(2.5), "later") : d.complete());
    isobar.subscribe(SUB, seen);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(keyed("k", "e1"));
    await(seen, "the retry", seen.hasCompleted("e1"), leases(2.5).plus(bounds.arrival()));
    assertEquals(List.of(1, 2), seen.calls().stream().map(c -> c.attempt).toList());
    assertFalse(seen.calls().get(1).delivery.cancelled());
  }

  @Test
  void clause_4_3_a_lost_lease_is_told_once() {
    Isobar isobar = open(topic(t -> t.maxLease(bounds.lease())));
    Gate gate = gate();
    AtomicInteger told = new AtomicInteger();
    AtomicBoolean interrupted = new AtomicBoolean();
    Handler script = firstBlockedBy(gate);
    Recorder seen =
        recorder(
            d -> {
              d.onCancel(told::incrementAndGet);
              try {
                return script.handle(d);
              } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
              }
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the next delivery", seen.has(2), afterLease());
    await("the word", () -> seen.calls().get(0).delivery.cancelled());
    gate.open();
    await(seen, "both ends", seen.hasEnded(2));
    AtomicInteger late = new AtomicInteger();
    seen.calls().get(0).delivery.onCancel(late::incrementAndGet);
    assertEquals(1, told.get());
    assertEquals(1, late.get(), "an action that comes late runs at once");
    assertFalse(interrupted.get(), "interrupted without having been asked");
  }

  @Test
  void clause_4_3_the_handler_is_interrupted_when_asked() {
    Isobar isobar =
        open(topic(t -> t.maxLease(bounds.lease()).interruptOnCancel(true).maxAttempts(9)));
    Gate gate = gate();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Handler script = firstBlockedBy(gate);
    Recorder seen =
        recorder(
            d -> {
              try {
                return script.handle(d);
              } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
              }
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await("the interrupt", interrupted::isDone, afterLease());
    await(seen, "the next delivery", seen.hasCompleted("e1"), afterLease());
  }

  @Test
  void clause_4_4_a_settlement_after_the_lease_settles_nothing() {
    Isobar isobar = open(topic(t -> t.maxLease(bounds.lease()).maxAttempts(9)));
    Gate first = gate();
    Gate second = gate();
    AtomicInteger number = new AtomicInteger();
    Recorder seen =
        recorder(
            d -> {
              switch (number.incrementAndGet()) {
                case 1 -> first.pass();
                case 2 -> {
                  second.pass();
                  return d.retry("not yet");
                }
                default -> {}
              }
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the second delivery", seen.has(2), afterLease());
    first.open();
    await(seen, "the late settlement", seen.hasEnded(1));
    second.open();
    await(
        seen,
        "another delivery",
        () -> seen.hasEnded(3).getAsBoolean() && !seen.calls().get(2).running(),
        afterLease());
    assertTrue(seen.calls().get(0).delivery.cancelled());
  }

  @Test
  void clause_4_4_a_lease_that_the_service_forgot_does_not_lose_the_event() {
    Isobar isobar = open(topic(t -> t.maxAttempts(9)));
    Gate gate = gate();
    Recorder seen = recorder(firstBlockedBy(gate));
    isobar.subscribe(SUB, seen);
    begin(ServiceFault.LEASE_LOST);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    pass(leases(1.5));
    heal();
    gate.open();
    isobar.publisher(TOPIC).publish(event("marker"));
    await(seen, "both", seen.hasCompleted("e1", "marker"), afterLease().multipliedBy(2));
  }

  @Test
  void clause_4_5_a_jump_of_the_wall_clock_loses_no_lease() {
    needs(ServiceFault.WALL_CLOCK_JUMPS);
    Isobar isobar = open(topic());
    keepsItsEvent(isobar, () -> begin(ServiceFault.WALL_CLOCK_JUMPS));
  }

  @Test
  void clause_4_6_a_handler_past_max_lease_is_cancelled_and_its_event_comes_again() {
    Isobar isobar = open(topic(t -> t.maxLease(leases(1.5))));
    Gate gate = gate();
    Recorder seen = recorder(firstBlockedBy(gate));
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "another delivery", seen.hasCompleted("e1"), leases(1.5).plus(afterLease()));
    assertTrue(seen.calls().get(0).delivery.cancelled());
    assertTrue(seen.calls().get(0).running());
  }

  @Test
  void clause_4_6_the_key_of_a_cancelled_handler_moves_on() {
    Isobar isobar = open(ordered(t -> t.maxLease(leases(1.5))));
    Gate gate = gate();
    Recorder seen = recorder(firstBlockedBy(gate));
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, keyed("k", 2));
    await(seen, "the rest", seen.hasCompleted("k1", "k2"), leases(1.5).plus(afterLease()));
    assertEquals(List.of("k1", "k1", "k2"), seen.ids());
  }

  @Test
  void clause_4_7_a_delay_out_of_range_is_refused() {
    Isobar isobar = open(topic());
    List<ErrorCode> codes = new CopyOnWriteArrayList<>();
    Recorder seen =
        recorder(
            d -> {
              for (Duration delay :
                  List.of(Duration.ofNanos(-1), Duration.ofMinutes(30).plusNanos(1))) {
                try {
                  return d.retryAfter(delay, "out of range");
                } catch (IsobarException e) {
                  codes.add(e.code());
                }
              }
              d.retryAfter(Duration.ofMinutes(30), "in range");
              d.retryAfter(Duration.ZERO, "in range");
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.hasCompleted("e1"));
    assertEquals(List.of(ErrorCode.INVALID_ARGUMENT, ErrorCode.INVALID_ARGUMENT), codes);
  }

  @Test
  void clause_4_8_leases_are_kept_while_every_handler_is_blocked() {
    Isobar isobar = open(topic(t -> t.concurrency(2)));
    Gate gate = gate();
    Recorder seen = blockedBy(gate);
    isobar.subscribe(SUB, seen);
    isobar.subscribe(SUB, seen);
    List<String> ids = ids(events("e", 8));
    publish(isobar, TOPIC, events("e", 8));
    await(seen, "four handlers", () -> seen.running() == 4);
    pass(leases(2.5));
    assertEquals(4, seen.calls().size());
    assertTrue(seen.calls().stream().noneMatch(c -> c.delivery.cancelled()));
    gate.open();
    await(seen, "all", seen.hasCompleted(ids));
    assertEquals(8, seen.calls().size());
  }
}
