package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.Isobar;
import dev.isobar.PublishResult;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 2 of the contract: at least once, and duplicates can be told. */
public abstract class AtLeastOnceSuite extends Contract {
  /** For subclasses. */
  protected AtLeastOnceSuite() {}

  @Test
  void clause_2_1_without_breaks_an_event_is_completed_once() {
    completesOnce(topic());
  }

  @Test
  void clause_2_1_without_breaks_an_ordered_event_is_completed_once() {
    completesOnce(ordered());
  }

  private void completesOnce(Topology topology) {
    Isobar isobar = open(topology);
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    isobar.subscribe(SUB, seen);
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < bounds.events(); i++) {
      events.add(keyed("k" + i % 7, "e" + i));
    }
    publish(isobar, TOPIC, events);
    await(seen, "all events", seen.hasCompleted(ids(events)));
    publish(isobar, TOPIC, List.of(keyed("k0", "marker")));
    await(seen, "the marker", seen.hasCompleted("marker"));
    assertEquals(events.size() + 1, seen.completed().size());
  }

  @Test
  void clause_2_2_a_duplicate_has_the_source_and_id_of_the_first() {
    Isobar isobar = open(topic());
    Recorder seen = recorder(d -> d.attempt() == 1 ? d.retry("again") : d.complete());
    isobar.subscribe(SUB, seen);
    CloudEvent event = event("e1");
    isobar.publisher(TOPIC).publish(event);
    isobar.publisher(TOPIC).publish(event);
    await(seen, "both copies, twice", seen.hasEnded(4));
    for (Recorder.Call call : seen.calls()) {
      assertEquals("e1", call.id);
      assertEquals(event.getSource(), call.delivery.event().getSource());
    }
  }

  @Test
  void clause_2_3_only_what_failed_is_sent_again() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic());
    begin(ServiceFault.ENTRY_REFUSED);
    List<CloudEvent> events = events("e", bounds.events());
    List<PublishResult> results = isobar.publisher(TOPIC).publishAll(events);
    heal();
    List<String> stored = witness.stored(SUB);
    assertEquals(new HashSet<>(stored).size(), stored.size(), () -> "no duplicates in " + stored);
    for (PublishResult result : results) {
      assertEquals(result.stored(), stored.contains(result.event().getId()));
    }
  }

  @Test
  void clause_2_4_a_retried_send_keeps_its_deduplication_id() {
    needs(Feature.DEDUPLICATES);
    ForeignClient witness = foreign();
    Isobar isobar = open(ordered());
    begin(ServiceFault.ANSWER_LOST);
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < bounds.events(); i++) {
      events.add(keyed("k" + i, "e" + i));
    }
    List<PublishResult> results = isobar.publisher(TOPIC).publishAll(events);
    heal();
    List<String> stored = witness.stored(SUB);
    assertTrue(results.stream().anyMatch(PublishResult::stored), "some were stored");
    assertEquals(new HashSet<>(stored).size(), stored.size(), () -> "no duplicates in " + stored);
  }

  @Test
  void clause_2_5_different_events_with_equal_data_are_both_delivered() {
    differentEventsArrive(topic());
  }

  @Test
  void clause_2_5_different_ordered_events_with_equal_data_are_both_delivered() {
    differentEventsArrive(ordered());
  }

  private void differentEventsArrive(Topology topology) {
    Isobar isobar = open(topology);
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    byte[] data = "\"same\"".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    List<CloudEvent> events =
        List.of(
            Events.builder("e1").withExtension("partitionkey", "k").withData(data).build(),
            Events.builder("e2").withExtension("partitionkey", "k").withData(data).build(),
            Events.builder("e1")
                .withSource(java.net.URI.create("/other"))
                .withExtension("partitionkey", "k")
                .withData(data)
                .build());
    publish(isobar, TOPIC, events);
    await(seen, "all three", seen.hasEnded(3));
    assertEquals(
        List.of("/contract e1", "/contract e2", "/other e1"),
        seen.calls().stream()
            .map(c -> c.delivery.event().getSource() + " " + c.id)
            .sorted()
            .toList());
  }
}
