package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.DataMapper;
import dev.isobar.DeadLetter;
import dev.isobar.Delivery;
import dev.isobar.EventType;
import dev.isobar.Handler;
import dev.isobar.Isobar;
import dev.isobar.RejectedEventException;
import dev.isobar.Settlement;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Chapter 5 of the contract: one owner of retries. */
public abstract class RetrySuite extends Contract {
  /** For subclasses. */
  protected RetrySuite() {}

  private static final Handler FAILING =
      d -> {
        throw new IllegalStateException("fails");
      };

  private static List<Integer> attempts(Recorder seen) {
    return seen.calls().stream().map(c -> c.attempt).toList();
  }

  @Test
  void clause_5_1_what_was_not_completed_comes_again() {
    Isobar isobar = open(topic(t -> t.maxAttempts(4)));
    Recorder seen =
        recorder(
            d ->
                switch (d.attempt()) {
                  case 1 -> throw new IllegalStateException("fails");
                  case 2 -> d.retry("asked for");
                  case 3 -> noSettlement();
                  default -> d.complete();
                });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "four attempts", seen.hasCompleted("e1"));
    assertEquals(List.of(1, 2, 3, 4), attempts(seen));
  }

  /** What a careless handler returns. */
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  private static Settlement noSettlement() {
    return null;
  }

  @Test
  void clause_5_2_an_event_that_always_fails_is_handled_max_attempts_times() {
    failsThreeTimes(topic());
  }

  @Test
  void clause_5_2_an_ordered_event_that_always_fails_is_handled_max_attempts_times() {
    failsThreeTimes(ordered());
  }

  private void failsThreeTimes(Topology topology) {
    Isobar isobar = open(topology);
    Recorder seen = recorder(FAILING);
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, List.of(keyed("k", "e1")));
    DeadLetter letter = awaitDeadLetters(isobar, SUB, 1).get(0);
    assertEquals("e1", letter.event().getId());
    assertEquals(List.of(1, 2, 3), attempts(seen));
  }

  @Test
  void clause_5_3_attempts_count_from_one_and_never_fall() {
    attemptsRise(topic(t -> t.maxAttempts(5)));
  }

  @Test
  void clause_5_3_attempts_of_an_ordered_event_count_from_one_and_never_fall() {
    attemptsRise(ordered(t -> t.maxAttempts(5)));
  }

  private void attemptsRise(Topology topology) {
    Isobar isobar = open(topology);
    Recorder seen = recorder(d -> d.attempt() < 5 ? d.retry("not yet") : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, List.of(keyed("k", "e1")));
    await(seen, "five attempts", seen.hasCompleted("e1"));
    assertEquals(List.of(1, 2, 3, 4, 5), attempts(seen));
    assertEquals(5, seen.calls().get(0).delivery.maxAttempts());
  }

  /** Blocks until the lease is lost, without failing. */
  private Settlement loseLease(Delivery delivery) throws InterruptedException {
    CompletableFuture<Void> lost = new CompletableFuture<>();
    delivery.onCancel(() -> lost.complete(null));
    clock.pause(lost, afterLease());
    return delivery.complete();
  }

  @Test
  void clause_5_4_a_high_receive_count_alone_dead_letters_nothing() {
    needs(Feature.RECEIVE_COUNT);
    Isobar isobar = open(topic(t -> t.maxAttempts(2).maxLease(bounds.lease())));
    Recorder seen = recorder(d -> d.attempt() < 4 ? loseLease(d) : d.complete());
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(
        seen,
        "a delivery past max-attempts",
        () -> seen.calls().stream().anyMatch(c -> c.attempt >= 4 && c.completed),
        afterLease().multipliedBy(4));
    assertEquals(0, isobar.deadLetters(SUB).browse(1).size());
  }

  @Test
  void clause_5_5_after_a_close_counting_goes_on() {
    needs(Feature.RECEIVE_COUNT);
    Isobar isobar = open(topic(t -> t.maxAttempts(4)));
    Recorder before = recorder(d -> d.retryAfter(Duration.ofSeconds(1), "later"));
    Recorder after = recorder(FAILING);
    Subscriber first = isobar.subscribe(SUB, before);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(before, "a failure", before.hasEnded(1));
    first.close();
    isobar.subscribe(SUB, after);
    awaitDeadLetters(isobar, SUB, 1);
    assertTrue(attempts(after).get(0) >= 2, () -> "attempts " + attempts(after));
    int failures = before.calls().size() + after.calls().size();
    assertTrue(failures <= 4 + 3, failures + " failures");
  }

  @Test
  void clause_5_6_the_native_limit_ends_what_nobody_settles() {
    needs(Feature.BACKSTOP);
    Isobar isobar = open(topic(t -> t.maxAttempts(1).maxLease(bounds.lease())));
    Recorder seen = recorder(this::loseLease);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(
        seen,
        "a dead letter",
        () -> seen.calls().size() > 12 || isobar.deadLetters(SUB).count() > 0,
        afterLease().multipliedBy(13));
    assertTrue(seen.calls().size() <= 12, () -> seen.calls().size() + " receives");
    assertEquals(DeadLetter.Cause.BACKSTOP, awaitDeadLetters(isobar, SUB, 1).get(0).cause());
  }

  @Test
  void clause_5_7_the_back_off_grows() {
    Isobar isobar =
        open(
            topic(
                t ->
                    t.backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(10))
                        .backoffJitter(0.1)));
    Recorder seen = recorder(FAILING);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "three attempts", seen.hasEnded(3));
    List<Recorder.Call> calls = seen.calls();
    assertNotBefore(calls.get(0), calls.get(1), Duration.ofMillis(180));
    assertNotBefore(calls.get(1), calls.get(2), Duration.ofMillis(360));
  }

  private static void assertNotBefore(Recorder.Call one, Recorder.Call next, Duration delay) {
    long gap = next.begun - one.ended;
    assertTrue(gap >= delay.toNanos() - 1_000_000, () -> next + " came after " + gap + " ns");
  }

  @Test
  void clause_5_7_retry_after_gives_the_delay() {
    Isobar isobar = open(topic());
    Recorder seen =
        recorder(
            d -> d.attempt() == 1 ? d.retryAfter(Duration.ofMillis(700), "later") : d.complete());
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the retry", seen.hasCompleted("e1"));
    assertNotBefore(seen.calls().get(0), seen.calls().get(1), Duration.ofMillis(700));
  }

  @Test
  void clause_5_7_the_back_off_has_jitter() {
    Isobar isobar =
        open(
            topic(
                t ->
                    t.backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(1)).backoffJitter(0.5)));
    Recorder seen = recorder(d -> d.attempt() == 1 ? d.retry("again") : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, events("e", 8));
    await(seen, "all", seen.hasCompleted(ids(events("e", 8))));
    Set<Long> tenths = new HashSet<>();
    for (String id : ids(events("e", 8))) {
      List<Recorder.Call> calls = seen.calls(id);
      tenths.add((calls.get(1).begun - calls.get(0).ended) / 100_000_000);
    }
    assertTrue(tenths.size() > 1, () -> "all came after " + tenths + " tenths of a second");
  }

  @Test
  void clause_5_8_a_retry_does_not_delay_other_events() {
    Isobar isobar = open(topic(t -> t.concurrency(1)));
    Recorder seen =
        recorder(
            d ->
                d.event().getId().startsWith("bad")
                    ? d.retryAfter(Duration.ofMinutes(20), "later")
                    : d.complete());
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, events("bad", 5));
    await(seen, "the failures", seen.hasEnded(5));
    publish(isobar, TOPIC, events("good", 5));
    await(seen, "the others", seen.hasCompleted(ids(events("good", 5))));
    assertEquals(10, seen.calls().size());
  }

  @Test
  void clause_5_9_a_rejected_event_is_dead_lettered_at_once() {
    Isobar isobar = open(topic());
    Recorder seen =
        recorder(
            d -> {
              if (d.event().getId().equals("e1")) {
                return d.reject("not mine");
              }
              throw new RejectedEventException("not mine");
            });
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, events("e", 2));
    List<DeadLetter> letters = awaitDeadLetters(isobar, SUB, 2);
    assertEquals(
        Set.of("e1", "e2"), new HashSet<>(letters.stream().map(l -> l.event().getId()).toList()));
    assertTrue(letters.stream().allMatch(l -> l.cause() == DeadLetter.Cause.REJECTED));
    assertEquals(2, seen.calls().size());
  }

  @Test
  void clause_5_9_data_that_cannot_be_decoded_is_dead_lettered_at_once() {
    List<String> handled = new CopyOnWriteArrayList<>();
    Isobar isobar = open(topic(), b -> b.dataMapper(new Numbers()));
    EventType<Integer> type = EventType.of(Events.TYPE, Integer.class);
    isobar.subscribe(SUB, type, number -> handled.add(String.valueOf(number)));
    isobar.publisher(TOPIC).publish(event("e1"));
    DeadLetter letter = awaitDeadLetters(isobar, SUB, 1).get(0);
    assertEquals(DeadLetter.Cause.UNDECODABLE, letter.cause());
    assertEquals(1, letter.attempts());
    assertEquals(List.of(), handled);
  }

  /** Knows whole numbers alone. */
  private static final class Numbers implements DataMapper {
    @Override
    public byte[] write(Object data) {
      return data.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public <T> T read(byte[] json, Class<T> type) {
      String text = new String(json, java.nio.charset.StandardCharsets.UTF_8);
      return type.cast(Integer.valueOf(text));
    }
  }

  @Test
  void clause_5_10_the_sdk_retries_nothing() {
    throw new NotProvedException(
        "calls on the wire are not seen here; the driver's tests count them");
  }
}
