package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter 9 of the contract: failures heal. */
public abstract class HealingSuite extends Contract {
  /** For subclasses. */
  protected HealingSuite() {}

  @Test
  void clause_9_1_what_is_missing_at_start_fails_open_with_every_problem() {
    IsobarException failure =
        fails(
            ErrorCode.NOT_FOUND,
            () ->
                open(
                    topology(t -> t.queue("missing-one").queue("missing-two")),
                    b -> b.set("topology", "verify")));
    assertTrue(failure.getMessage().contains("missing-one"), failure.getMessage());
    assertTrue(failure.getMessage().contains("missing-two"), failure.getMessage());
  }

  /** Events published while a fault lasts, or handled in it, are completed when it has ended. */
  private void heals(ServiceFault fault) {
    needs(fault);
    Isobar isobar = open(topic());
    Gate gate = gate();
    Recorder seen = recorderBehind(gate);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    begin(fault);
    gate.open();
    CompletableFuture<Receipt> during = isobar.publisher(TOPIC).publishAsync(event("e2"));
    pass(bounds.lease().multipliedBy(2));
    heal();
    await("the publish to end", during::isDone, bounds.healing());
    isobar.publisher(TOPIC).publish(event("e3"));
    await(seen, "all", seen.hasCompleted("e1", "e3"), bounds.healing());
    if (!during.isCompletedExceptionally()) {
      await(seen, "what was stored meanwhile", seen.hasCompleted("e2"), bounds.healing());
    }
    await(
        "health to be well", () -> isobar.health().status() == Health.Status.UP, bounds.healing());
  }

  @Test
  void clause_9_2_receiving_heals() {
    heals(ServiceFault.RECEIVE_FAILS);
  }

  @Test
  void clause_9_2_extending_heals() {
    heals(ServiceFault.EXTEND_FAILS);
  }

  @Test
  void clause_9_2_acknowledging_heals() {
    heals(ServiceFault.SETTLE_FAILS);
  }

  @Test
  void clause_9_3_health_shows_what_fails_and_for_how_long() {
    needs(ServiceFault.RECEIVE_FAILS);
    Isobar isobar = open(topic());
    isobar.subscribe(SUB, recorder());
    begin(ServiceFault.RECEIVE_FAILS);
    isobar.publisher(TOPIC).publish(event("e1"));
    await("health to show it", () -> isobar.health().status() == Health.Status.DEGRADED);
    pass(Duration.ofSeconds(2));
    Health.Component failing =
        isobar.health().components().stream()
            .filter(c -> c.status() == Health.Status.DEGRADED)
            .findFirst()
            .orElseThrow();
    assertTrue(failing.code().isPresent(), "its code");
    assertTrue(failing.problem().isPresent(), "its problem");
    assertTrue(
        failing.since().compareTo(Duration.ofSeconds(1)) >= 0, () -> "since " + failing.since());
    heal();
    await(
        "health to be well", () -> isobar.health().status() == Health.Status.UP, bounds.healing());
  }

  @Test
  void clause_9_4_a_failing_acknowledgement_stops_nothing() {
    needs(ServiceFault.SETTLE_FAILS);
    Isobar isobar = open(topic(t -> t.concurrency(2)));
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    begin(ServiceFault.SETTLE_FAILS);
    List<CloudEvent> events = events("e", 10);
    publish(isobar, TOPIC, events);
    await(seen, "all are handled", seen.hasCompleted(ids(events)), bounds.healing());
    heal();
    driver
        .foreign()
        .ifPresent(
            witness -> await("all settled", () -> witness.stored(SUB).isEmpty(), bounds.healing()));
  }

  @Test
  void clause_9_5_a_connection_that_is_cut_is_opened_again() {
    heals(ServiceFault.UNREACHABLE);
  }

  @Test
  void clause_9_5_a_connection_that_hangs_is_opened_again() {
    heals(ServiceFault.HANGS);
  }

  @Test
  void clause_9_6_throttling_costs_no_attempt() {
    needs(ServiceFault.THROTTLED);
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    begin(ServiceFault.THROTTLED);
    CompletableFuture<Receipt> receipt = isobar.publisher(TOPIC).publishAsync(event("e1"));
    pass(bounds.lease());
    heal();
    await(seen, "the event", seen.hasCompleted("e1"), bounds.healing());
    assertTrue(receipt.isDone() && !receipt.isCompletedExceptionally());
    assertEquals(1, seen.calls().get(0).attempt);
  }

  @Test
  void clause_9_7_a_failure_is_logged_when_it_begins_and_ends() {
    throw new NotProvedException("the log of an application is not seen here");
  }
}
