package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chapter 3 of the contract: order per key. */
public abstract class OrderPerKeySuite extends Contract {
  /** For subclasses. */
  protected OrderPerKeySuite() {}

  private static List<CloudEvent> interleaved(int perKey, String... keys) {
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 1; i <= perKey; i++) {
      for (String key : keys) {
        events.add(keyed(key, key + i));
      }
    }
    return events;
  }

  private static List<String> firstOf(Recorder seen, String key) {
    return List.copyOf(new LinkedHashSet<>(seen.ids(c -> key.equals(c.key))));
  }

  private static void assertOneAtATime(Recorder seen, String key) {
    List<Recorder.Call> calls = seen.calls().stream().filter(c -> key.equals(c.key)).toList();
    for (int i = 1; i < calls.size(); i++) {
      assertTrue(
          calls.get(i - 1).ended <= calls.get(i).begun,
          calls.get(i) + " began before " + calls.get(i - 1) + " had ended: " + calls);
    }
  }

  @Test
  void clause_3_1_an_event_without_a_key_is_refused() {
    Isobar isobar = open(ordered());
    fails(ErrorCode.INVALID_ARGUMENT, () -> isobar.publisher(TOPIC).publish(event("e1")));
  }

  @Test
  void clause_3_1_an_event_without_a_key_is_refused_by_an_ordered_queue() {
    needs(Feature.ORDERED);
    Isobar isobar = open(topology(t -> t.queue(QUEUE, q -> q.ordered())));
    fails(ErrorCode.INVALID_ARGUMENT, () -> isobar.publisher(QUEUE).publish(event("e1")));
  }

  @Test
  void clause_3_2_events_of_a_key_arrive_in_the_order_of_publishing() {
    Isobar isobar = open(ordered());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    List<CloudEvent> events = interleaved(bounds.events() / 3, "a", "b", "c");
    publish(isobar, TOPIC, events);
    await(seen, "all events", seen.hasCompleted(ids(events)));
    for (String key : List.of("a", "b", "c")) {
      assertEquals(
          ids(events).stream().filter(id -> id.startsWith(key)).toList(), firstOf(seen, key));
    }
  }

  @Test
  void clause_3_2_events_published_one_after_another_keep_their_order() {
    needs(Feature.ORDERED);
    Isobar isobar = open(topology(t -> t.queue(QUEUE, q -> q.ordered().tuning(d -> quick()))));
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (CloudEvent event : keyed("a", bounds.events())) {
      receipts.add(isobar.publisher(QUEUE).publishAsync(event));
    }
    Recorder seen = recorder();
    isobar.subscribe(QUEUE, seen);
    await("all receipts", () -> receipts.stream().allMatch(CompletableFuture::isDone));
    List<String> expected = ids(keyed("a", bounds.events()));
    await(seen, "all events", seen.hasCompleted(expected));
    assertEquals(expected, firstOf(seen, "a"));
  }

  @Test
  void clause_3_3_events_of_a_key_are_handled_one_at_a_time() {
    Isobar isobar = open(ordered());
    Gate gate = gate();
    Recorder seen =
        recorder(
            d -> {
              if (d.event().getId().equals("a1")) {
                gate.pass();
              }
              return d.complete();
            });
    isobar.subscribe(SUB, seen);
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, keyed("a", 5));
    publish(isobar, TOPIC, List.of(keyed("z", "marker")));
    await(seen, "another key", seen.hasCompleted("marker"));
    assertEquals(List.of("a1"), seen.ids(c -> "a".equals(c.key)));
    gate.open();
    await(seen, "the rest of the key", seen.hasCompleted("a1", "a2", "a3", "a4", "a5"));
    assertOneAtATime(seen, "a");
  }

  @Test
  void clause_3_4_a_retry_keeps_its_place() {
    Isobar isobar = open(ordered());
    Recorder seen =
        recorder(
            d ->
                d.event().getId().equals("a2") && d.attempt() < 3
                    ? d.retry("not yet")
                    : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, keyed("a", 4));
    await(seen, "all events", seen.hasCompleted("a1", "a2", "a3", "a4"));
    assertEquals(List.of("a1", "a2", "a2", "a2", "a3", "a4"), seen.ids());
  }

  @Test
  void clause_3_5_after_a_dead_letter_the_key_moves_on() {
    Isobar isobar = open(ordered());
    Recorder seen =
        recorder(d -> d.event().getId().equals("a2") ? d.reject("never") : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, keyed("a", 4));
    await(seen, "the others", seen.hasCompleted("a1", "a3", "a4"));
    assertEquals(List.of("a1", "a2", "a3", "a4"), seen.ids());
    assertEquals("a2", awaitDeadLetters(isobar, SUB, 1).get(0).event().getId());
  }

  @Test
  void clause_3_6_what_was_accepted_behind_a_failed_publish_fails_with_conflict() {
    ForeignClient witness = foreign();
    Isobar isobar = open(ordered(), b -> b.set("publish.timeout", "3s"));
    begin(ServiceFault.UNREACHABLE);
    List<CompletableFuture<Receipt>> a =
        Stream.of("a1", "a2", "a3")
            .map(id -> isobar.publisher(TOPIC).publishAsync(keyed("a", id)))
            .toList();
    await("the failures", () -> a.stream().allMatch(CompletableFuture::isDone));
    heal();
    List<IsobarException> failures = a.stream().map(OrderPerKeySuite::failureOf).toList();
    assertTrue(
        failures.get(0).code() != ErrorCode.CONFLICT
            && failures.get(1).code() == ErrorCode.CONFLICT
            && failures.get(2).code() == ErrorCode.CONFLICT,
        failures::toString);
    isobar.publisher(TOPIC).publish(keyed("b", "b1"));
    isobar.publisher(TOPIC).publish(keyed("a", "a4"));
    assertTrue(witness.stored(SUB).containsAll(List.of("b1", "a4")));
  }

  private static IsobarException failureOf(CompletableFuture<Receipt> receipt) {
    return (IsobarException)
        assertThrows(java.util.concurrent.CompletionException.class, receipt::join).getCause();
  }

  @Test
  void clause_3_7_keys_are_handled_in_parallel() {
    Isobar isobar = open(ordered(t -> t.concurrency(3)));
    Gate gate = gate();
    Recorder seen = recorderBehind(gate);
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, interleaved(2, "a", "b", "c"));
    await(seen, "three keys at once", () -> seen.running() == 3);
    gate.open();
    await(seen, "all", seen.hasCompleted("a1", "a2", "b1", "b2", "c1", "c2"));
  }

  @Test
  void clause_3_7_a_key_that_retries_stops_no_other() {
    Isobar isobar = open(ordered(t -> t.concurrency(1)));
    Recorder seen =
        recorder(
            d ->
                d.event().getId().equals("a1")
                    ? d.retryAfter(Duration.ofMinutes(5), "much later")
                    : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, List.of(keyed("a", "a1"), keyed("a", "a2")));
    await(seen, "the key waits", seen.hasEnded(1));
    publish(isobar, TOPIC, keyed("b", 5));
    await(seen, "the other key", seen.hasCompleted("b1", "b2", "b3", "b4", "b5"));
    assertFalse(seen.ids().contains("a2"));
  }

  @Test
  void clause_3_8_order_holds_across_consumers() {
    needs(Feature.SEVERAL_INSTANCES);
    Topology topology = ordered();
    Isobar first = open(topology);
    Isobar second = open(topology);
    Recorder seen = recorder();
    first.subscribe(SUB, seen);
    second.subscribe(SUB, seen);
    List<CloudEvent> events = interleaved(bounds.events() / 3, "a", "b", "c");
    publish(first, TOPIC, events);
    await(seen, "all events", seen.hasCompleted(ids(events)));
    for (String key : List.of("a", "b", "c")) {
      assertEquals(
          ids(events).stream().filter(id -> id.startsWith(key)).toList(), firstOf(seen, key));
      assertOneAtATime(seen, key);
    }
  }

  @Test
  void clause_3_9_order_holds_after_a_consumer_was_closed() {
    Isobar isobar = open(ordered());
    Gate gate = gate();
    Recorder seen = recorderBehind(gate);
    Subscriber closed = isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, keyed("a", 10));
    await(seen, "the first", seen.has(1));
    clock.spawn(closed::close);
    gate.open();
    await(seen, "the first has ended", seen.hasEnded(1));
    closed.close();
    isobar.subscribe(SUB, seen);
    List<String> expected = ids(keyed("a", 10));
    await(
        seen,
        "all events",
        seen.hasCompleted(expected),
        bounds.arrival().plus(bounds.redelivery()));
    assertEquals(expected, firstOf(seen, "a"));
  }

  @Test
  void clause_3_10_what_cannot_keep_order_is_refused() {
    if (has(Feature.ORDERED)) {
      throw new NotProvedException("order is kept everywhere here");
    }
    Topology topology = topic(true, t -> t);
    IsobarException failure = fails(ErrorCode.UNSUPPORTED, () -> open(topology));
    assertTrue(failure.getMessage().contains(TOPIC), failure.getMessage());
  }

  @Test
  void clause_3_10_an_ordered_target_behind_a_route_is_refused() {
    IsobarException failure =
        assertThrows(
            IsobarException.class,
            () ->
                open(
                    topology(
                        t ->
                            t.queue(QUEUE, q -> q.ordered())
                                .bus("fence", b -> b.route("all", r -> r.to(QUEUE))))));
    assertTrue(failure.getMessage().contains("ordered"), failure.getMessage());
  }
}
