package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.Receipt;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Chapter 8 of the contract: closing loses nothing. */
public abstract class CloseSuite extends Contract {
  /** For subclasses. */
  protected CloseSuite() {}

  private static Tuning alone(Tuning tuning) {
    return tuning.concurrency(1);
  }

  @Test
  void clause_8_1_no_handler_starts_after_close_has_begun() {
    Isobar isobar = open(topic(CloseSuite::alone));
    publish(isobar, TOPIC, events("e", 10));
    Recorder seen =
        recorder(
            d -> {
              isobar.close();
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    await(seen, "the first", seen.hasEnded(1));
    isobar.close();
    assertEquals(1, seen.calls().size(), seen.calls()::toString);
  }

  /** A subscriber closes itself in its first handler; another takes over. Leases are long. */
  private void takesOver(Topology topology, List<CloudEvent> events) {
    needs(Feature.RELEASES_AT_ONCE);
    Isobar isobar = open(topology);
    publish(isobar, TOPIC, events);
    AtomicReference<Subscriber> self = new AtomicReference<>();
    Gate known = gate();
    Recorder first =
        recorder(
            d -> {
              known.pass();
              self.get().close();
              return d.complete();
            });
    self.set(isobar.subscribe(SUB, first));
    await(first, "the first handler", first.has(1));
    known.open();
    await(first, "its end", first.hasEnded(1));
    self.get().close();
    Recorder second = recorder();
    isobar.subscribe(SUB, second);
    List<String> rest = new ArrayList<>(ids(events));
    rest.removeAll(first.completed());
    await(second, "the rest", second.hasCompleted(rest), bounds.arrival());
    assertEquals(rest.size(), second.calls().size(), second.calls()::toString);
    for (int i = 0; i < rest.size() && topology.find(TOPIC).orElseThrow().ordered(); i++) {
      assertEquals(rest.get(i), second.ids().get(i));
    }
  }

  @Test
  void clause_8_2_what_no_handler_has_seen_is_given_back_at_once() {
    takesOver(topic(t -> alone(t).lease(Duration.ofMinutes(10))), events("e", 6));
  }

  @Test
  void clause_8_2_what_is_held_for_a_retry_is_given_back() {
    needs(Feature.RELEASES_AT_ONCE);
    Isobar isobar =
        open(ordered(t -> t.lease(Duration.ofMinutes(10)).maxLease(Duration.ofMinutes(30))));
    Recorder first = recorder(d -> d.retryAfter(Duration.ofMinutes(20), "later"));
    Subscriber closed = isobar.subscribe(SUB, first);
    publish(isobar, TOPIC, keyed("k", 2));
    await(first, "the failure", first.hasEnded(1));
    closed.close();
    Recorder second = recorder();
    isobar.subscribe(SUB, second);
    await(second, "both", second.hasCompleted("k1", "k2"));
    assertEquals(List.of("k1", "k2"), second.ids());
  }

  @Test
  void clause_8_3_a_handler_that_runs_may_finish() {
    Isobar isobar = open(topic());
    Gate gate = gate();
    Recorder seen = recorderBehind(gate);
    Subscriber closed = isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    CompletableFuture<Void> closing = new CompletableFuture<>();
    clock.spawn(
        () -> {
          closed.close();
          closing.complete(null);
        });
    pass(bounds.lease().multipliedBy(3).dividedBy(2));
    assertTrue(!closing.isDone(), "close has waited for the handler");
    gate.open();
    await("the end of close", closing::isDone);
    assertTrue(!seen.calls().get(0).delivery.cancelled(), "its lease was kept");
    Recorder next = recorder();
    isobar.subscribe(SUB, next);
    isobar.publisher(TOPIC).publish(event("marker"));
    await(next, "the marker", next.hasCompleted("marker"));
    assertEquals(List.of("marker"), next.ids());
  }

  @Test
  void clause_8_4_every_publish_has_ended_when_close_returns() {
    Isobar isobar = open(topic());
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (CloudEvent event : events("e", bounds.events())) {
      receipts.add(isobar.publisher(TOPIC).publishAsync(event));
    }
    isobar.close();
    assertTrue(receipts.stream().allMatch(CompletableFuture::isDone));
    if (has(Feature.SEVERAL_INSTANCES)) {
      Recorder seen = recorder();
      open(topic()).subscribe(SUB, seen);
      List<String> stored =
          receipts.stream()
              .filter(r -> !r.isCompletedExceptionally())
              .map(r -> r.join().eventId())
              .toList();
      await(seen, "what has a receipt", seen.hasCompleted(stored));
    }
  }

  @Test
  void clause_8_5_close_returns_although_a_handler_never_does() {
    Isobar isobar = open(topic(), b -> b.set("drain", "1s"));
    Gate never = gate();
    Recorder seen =
        recorder(
            d -> {
              never.pass();
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    long begun = clock.nanoTime();
    isobar.close();
    Duration taken = Duration.ofNanos(clock.nanoTime() - begun);
    assertTrue(taken.compareTo(Duration.ofSeconds(5)) < 0, () -> "close took " + taken);
    assertTrue(seen.calls().get(0).running());
  }

  @Test
  void clause_8_6_close_may_be_called_again_and_by_several_threads() {
    Isobar isobar = open(topic());
    isobar.subscribe(SUB, recorder());
    AtomicInteger returned = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      clock.spawn(
          () -> {
            isobar.close();
            returned.incrementAndGet();
          });
    }
    await("all closes", () -> returned.get() == 4, bounds.arrival().plus(bounds.drain()));
    isobar.close();
  }

  @Test
  void clause_8_6_close_may_be_called_from_inside_a_handler() {
    Isobar isobar = open(topic());
    Recorder seen =
        recorder(
            d -> {
              isobar.close();
              isobar.close();
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the handler to return", seen.hasCompleted("e1"));
    isobar.close();
  }

  @Test
  void clause_8_7_after_close_calls_fail_with_cancelled() {
    Isobar isobar = open(topic());
    dev.isobar.Publisher publisher = isobar.publisher(TOPIC);
    isobar.close();
    fails(ErrorCode.CANCELLED, () -> publisher.publish(event("e1")));
    fails(ErrorCode.CANCELLED, () -> isobar.subscribe(SUB, recorder()));
    fails(ErrorCode.CANCELLED, () -> isobar.poll(SUB, 1, Duration.ZERO, batch -> List.of()));
    fails(ErrorCode.CANCELLED, () -> isobar.deadLetters(SUB));
  }

  @Test
  void clause_8_7_nothing_is_delivered_and_no_thread_stays() {
    Isobar isobar = open(topic(CloseSuite::alone), b -> b.named("census"));
    publish(isobar, TOPIC, events("e", 10));
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    await(seen, "a delivery", seen.has(1));
    isobar.close();
    int delivered = seen.calls().size();
    await(
        "the end of its threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.isAlive() && t.getName().startsWith("isobar-census")));
    assertEquals(delivered, seen.calls().size());
  }

  @Test
  void clause_8_8_events_of_a_key_that_are_given_back_keep_their_order() {
    takesOver(ordered(t -> alone(t).lease(Duration.ofMinutes(10))), keyed("k", 8));
  }
}
