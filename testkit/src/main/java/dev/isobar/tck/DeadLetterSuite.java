package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Chapter 6 of the contract: dead letters carry the story. */
public abstract class DeadLetterSuite extends Contract {
  /** For subclasses. */
  protected DeadLetterSuite() {}

  private static Set<String> ids(List<DeadLetter> letters) {
    return new HashSet<>(letters.stream().map(l -> l.event().getId()).toList());
  }

  /** Publishes and rejects; the handler completes what comes after {@code accept} is set. */
  private Recorder rejectAll(Isobar isobar, Collection<CloudEvent> events, AtomicBoolean accept) {
    Recorder seen = recorder(d -> accept.get() ? d.complete() : d.reject("not now"));
    isobar.subscribe(SUB, seen);
    publish(isobar, TOPIC, events);
    awaitDeadLetters(isobar, SUB, events.size());
    return seen;
  }

  private Topology twoSubscriptions() {
    return topology(
        t ->
            t.topic(TOPIC)
                .subscription(SUB, s -> s.from(TOPIC).tuning(d -> quick()))
                .subscription("audit", s -> s.from(TOPIC).tuning(d -> quick())));
  }

  @Test
  void clause_6_1_a_dead_letter_holds_the_event_and_its_story() {
    tellsItsStory(topic());
  }

  @Test
  void clause_6_1_an_ordered_dead_letter_holds_the_event_and_its_story() {
    tellsItsStory(ordered());
  }

  private void tellsItsStory(Topology topology) {
    Isobar isobar = open(topology);
    isobar.subscribe(
        SUB,
        recorder(
            d -> {
              throw new IllegalStateException("the till is closed");
            }));
    CloudEvent event =
        Events.builder("e1")
            .withExtension("partitionkey", "k")
            .withExtension("unicode", "鍵")
            .withData(
                "application/json",
                " {\"a\": 1.50}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .build();
    isobar.publisher(TOPIC).publish(event);
    DeadLetter letter = awaitDeadLetters(isobar, SUB, 1).get(0);
    assertTrue(letter.event().equals(event), () -> letter.event() + " is not " + event);
    assertArrayEquals(event.getData().toBytes(), letter.event().getData().toBytes());
    assertEquals(DeadLetter.Cause.EXHAUSTED, letter.cause());
    assertTrue(letter.reason().contains("the till is closed"), letter.reason());
    assertEquals(3, letter.attempts());
    assertEquals(SUB, letter.origin());
    assertTrue(letter.time().isAfter(Instant.parse("2020-01-01T00:00:00Z")), "its time");
    assertTrue(!letter.id().isEmpty(), "its id");
  }

  @Test
  void clause_6_2_an_event_is_kept_until_its_dead_letter_is_stored() {
    staysWhileUnwritable();
  }

  @Test
  void clause_6_11_an_event_moves_when_the_place_works_again() {
    staysWhileUnwritable();
  }

  private void staysWhileUnwritable() {
    needs(ServiceFault.DEAD_LETTERS_UNWRITABLE);
    ForeignClient witness = foreign();
    Isobar isobar = open(topic());
    Gate gate = gate();
    Recorder seen =
        recorder(
            d -> {
              gate.pass();
              return d.reject("never");
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    begin(ServiceFault.DEAD_LETTERS_UNWRITABLE);
    gate.open();
    await(seen, "the rejection", seen.hasEnded(1));
    await("health to show it", () -> isobar.health().status() == Health.Status.DEGRADED);
    assertEquals(List.of("e1"), witness.stored(SUB));
    heal();
    assertEquals("e1", awaitDeadLetters(isobar, SUB, 1).get(0).event().getId());
    await("the acknowledgement", () -> witness.stored(SUB).isEmpty(), bounds.healing());
    await(
        "health to be well again",
        () -> isobar.health().status() == Health.Status.UP,
        bounds.healing());
  }

  @Test
  void clause_6_3_count_is_right_or_unsupported() {
    Isobar isobar = open(topic());
    DeadLetters letters = isobar.deadLetters(SUB);
    if (!has(Feature.DEPTH)) {
      fails(ErrorCode.UNSUPPORTED, letters::count);
      return;
    }
    assertEquals(0, letters.count());
    rejectAll(isobar, events("e", 3), new AtomicBoolean());
    assertEquals(3, letters.count());
  }

  @Test
  void clause_6_4_browsing_leaves_dead_letters_where_they_are() {
    Isobar isobar = open(topic());
    rejectAll(isobar, events("e", 3), new AtomicBoolean());
    DeadLetters letters = isobar.deadLetters(SUB);
    assertEquals(2, letters.browse(2).size());
    assertEquals(Set.of("e1", "e2", "e3"), ids(awaitDeadLetters(isobar, SUB, 3)));
    assertEquals(Set.of("e1", "e2", "e3"), ids(awaitDeadLetters(isobar, SUB, 3)));
  }

  @Test
  void clause_6_5_redrive_reaches_the_one_subscription_alone() {
    Isobar isobar = open(twoSubscriptions());
    AtomicBoolean accept = new AtomicBoolean();
    Recorder audit = recorder();
    isobar.subscribe("audit", audit);
    Recorder seen = rejectAll(isobar, events("e", 3), accept);
    await(audit, "all at the other", audit.hasCompleted("e1", "e2", "e3"));
    accept.set(true);
    DeadLetters.Result result = isobar.deadLetters(SUB).redrive(l -> true, 10);
    assertEquals(3, result.matched());
    assertEquals(0, result.failed());
    await(seen, "the redriven", seen.hasCompleted("e1", "e2", "e3"));
    isobar.publisher(TOPIC).publish(event("marker"));
    await(audit, "the marker", audit.hasCompleted("marker"));
    assertEquals(4, audit.calls().size());
  }

  @Test
  void clause_6_5_redrive_to_an_ordered_subscription() {
    Isobar isobar = open(ordered());
    AtomicBoolean accept = new AtomicBoolean();
    Recorder seen = rejectAll(isobar, keyed("k", 3), accept);
    accept.set(true);
    assertEquals(3, isobar.deadLetters(SUB).redrive(l -> true, 10).matched());
    await(seen, "the redriven", seen.hasCompleted("k1", "k2", "k3"));
  }

  @Test
  void clause_6_6_a_redrive_that_breaks_off_loses_nothing() {
    needs(ServiceFault.SETTLE_FAILS);
    Isobar isobar = open(topic());
    AtomicBoolean accept = new AtomicBoolean();
    Recorder seen = rejectAll(isobar, events("e", 3), accept);
    accept.set(true);
    begin(ServiceFault.SETTLE_FAILS);
    DeadLetters.Result result = isobar.deadLetters(SUB).redrive(l -> true, 10);
    heal();
    assertTrue(result.failed() > 0, () -> "failed " + result.failed());
    isobar.deadLetters(SUB).redrive(l -> true, 10);
    await(
        seen,
        "all events",
        seen.hasCompleted("e1", "e2", "e3"),
        afterLease().plus(bounds.healing()));
  }

  @Test
  void clause_6_7_a_redriven_event_starts_at_attempt_one() {
    Isobar isobar = open(topic());
    AtomicBoolean accept = new AtomicBoolean();
    Recorder seen =
        recorder(
            d -> {
              if (accept.get()) {
                return d.complete();
              }
              throw new IllegalStateException("not now");
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    DeadLetter letter = awaitDeadLetters(isobar, SUB, 1).get(0);
    accept.set(true);
    isobar.deadLetters(SUB).redrive(List.of(letter));
    await(seen, "the redriven", seen.hasCompleted("e1"));
    assertEquals(List.of(1, 2, 3, 1), seen.calls().stream().map(c -> c.attempt).toList());
  }

  @Test
  void clause_6_8_discard_deletes_what_was_chosen() {
    Isobar isobar = open(topic());
    rejectAll(isobar, events("e", 4), new AtomicBoolean());
    DeadLetters letters = isobar.deadLetters(SUB);
    assertEquals(1, letters.discard(l -> l.event().getId().equals("e2"), 10).matched());
    List<DeadLetter> left = awaitDeadLetters(isobar, SUB, 3);
    letters.discard(left.stream().filter(l -> l.event().getId().equals("e3")).toList());
    assertEquals(Set.of("e1", "e4"), ids(letters.browse(10)));
  }

  @Test
  void clause_6_9_results_count_what_was_done() {
    Isobar isobar = open(topic());
    rejectAll(isobar, events("e", 4), new AtomicBoolean());
    DeadLetters.Result result =
        isobar.deadLetters(SUB).discard(l -> !l.event().getId().equals("e1"), 10);
    assertEquals(List.of(4, 3, 0), List.of(result.examined(), result.matched(), result.failed()));
    result = isobar.deadLetters(SUB).redrive(l -> false, 10);
    assertEquals(List.of(1, 0, 0), List.of(result.examined(), result.matched(), result.failed()));
  }

  @Test
  void clause_6_10_a_sender_cannot_forge_the_story() {
    ForeignClient foreign = foreign();
    Isobar isobar = open(twoSubscriptions());
    String story =
        "{\"cause\":\"REJECTED\",\"reason\":\"forged\",\"attempts\":99,\"origin\":\"audit\",\"time\":\"2020-01-01T00:00:00Z\"}";
    foreign.send(
        TOPIC,
        new ForeignClient.Message(
            "x".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "text/plain",
            Map.of("isobar-dead-letter", story),
            null));
    AtomicBoolean accept = new AtomicBoolean();
    Recorder seen = recorder(d -> accept.get() ? d.complete() : d.reject("the true reason"));
    Recorder audit = recorder();
    isobar.subscribe(SUB, seen);
    isobar.subscribe("audit", audit);
    DeadLetter letter = awaitDeadLetters(isobar, SUB, 1).get(0);
    assertEquals(SUB, letter.origin());
    assertEquals("the true reason", letter.reason());
    assertEquals(1, letter.attempts());
    assertNotEquals(Instant.parse("2020-01-01T00:00:00Z"), letter.time());
    await(audit, "its copy at the other", audit.has(1));
    accept.set(true);
    isobar.deadLetters(SUB).redrive(l -> true, 1);
    await(seen, "the redriven", seen.hasEnded(2));
    isobar.publisher(TOPIC).publish(event("marker"));
    await(audit, "the marker", audit.hasCompleted("marker"));
    assertEquals(2, audit.calls().size());
  }
}
