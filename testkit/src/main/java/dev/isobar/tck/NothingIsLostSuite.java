package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.PublishResult;
import dev.isobar.Receipt;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter 1 of the contract: nothing is lost. */
public abstract class NothingIsLostSuite extends Contract {
  /** For subclasses. */
  protected NothingIsLostSuite() {}

  @Test
  void clause_1_1_a_receipt_comes_after_the_event_is_stored() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic());
    Receipt receipt = isobar.publisher(TOPIC).publish(event("e1"));
    assertEquals(List.of("e1"), witness.stored(SUB));
    assertEquals("e1", receipt.eventId());
  }

  @Test
  void clause_1_2_a_future_completes_after_the_event_is_stored() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic());
    CompletableFuture<List<String>> storedThen =
        isobar.publisher(TOPIC).publishAsync(event("e1")).thenApply(r -> witness.stored(SUB));
    await("the receipt", storedThen::isDone);
    assertEquals(List.of("e1"), storedThen.join());
  }

  @Test
  void clause_1_3_each_event_of_a_batch_has_its_own_result_in_order() {
    Isobar isobar = open(topic());
    List<CloudEvent> events = new ArrayList<>(events("e", 5));
    events.set(2, Events.with("bad", "big", "x".repeat(1_025)));
    Recorder seen = recorder();
    List<PublishResult> results = isobar.publisher(TOPIC).publishAll(events);
    assertEquals(ids(events), results.stream().map(r -> r.event().getId()).toList());
    assertEquals(
        List.of(true, true, false, true, true),
        results.stream().map(PublishResult::stored).toList());
    isobar.subscribe(SUB, seen);
    await(seen, "the four", seen.hasCompleted("e1", "e2", "e4", "e5"));
    assertFalse(seen.ids().contains("bad"));
  }

  @Test
  void clause_1_4_what_the_answer_leaves_out_is_a_failure() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic(), b -> b.set("publish.timeout", "2s"));
    begin(ServiceFault.ENTRY_UNMENTIONED);
    List<PublishResult> results = isobar.publisher(TOPIC).publishAll(events("e", bounds.events()));
    heal();
    List<String> stored = witness.stored(SUB);
    for (PublishResult result : results) {
      assertTrue(
          !result.stored() || stored.contains(result.event().getId()), result.event()::getId);
    }
  }

  @Test
  void clause_1_5_an_event_is_acknowledged_after_its_handler_returned_complete() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic());
    Gate gate = gate();
    Recorder seen = recorderBehind(gate);
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the delivery", seen.has(1));
    assertEquals(List.of("e1"), witness.stored(SUB));
    gate.open();
    await("the acknowledgement", () -> witness.stored(SUB).isEmpty());
  }

  @Test
  void clause_1_5_a_failed_event_stays_until_its_dead_letter_is_stored() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic(t -> t.maxAttempts(2)));
    List<List<String>> storedWhenHandled = new ArrayList<>();
    Recorder seen =
        recorder(
            d -> {
              storedWhenHandled.add(witness.stored(SUB));
              throw new IllegalStateException("fails");
            });
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    assertEquals("e1", awaitDeadLetters(isobar, SUB, 1).get(0).event().getId());
    assertEquals(List.of(List.of("e1"), List.of("e1")), storedWhenHandled);
  }

  @Test
  void clause_1_6_a_killed_process_loses_no_event() {
    Crash crash = Crash.on(this);
    List<String> published = crash.publishToQueue(bounds.events());
    crash.consumeAndKill(5);
    Recorder seen = recorder();
    crash.survivor().subscribe(QUEUE, seen);
    List<String> expected = new ArrayList<>(published);
    expected.removeAll(crash.completed());
    await(seen, "what was not completed", seen.hasCompleted(expected), afterLease());
  }

  @Test
  void clause_1_7_what_is_not_stored_is_never_delivered() {
    Isobar isobar = open(topic());
    IsobarException failure =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () -> isobar.publisher(TOPIC).publish(Events.with("bad", "big", "x".repeat(2_000))));
    assertEquals(Outcome.NOT_STORED, failure.outcome());
    isobar.publisher(TOPIC).publish(event("marker"));
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    await(seen, "the marker", seen.hasCompleted("marker"));
    assertEquals(List.of("marker"), seen.ids());
  }

  @Test
  void clause_1_7_the_outcome_is_true_when_answers_are_lost() {
    ForeignClient witness = foreign();
    Isobar isobar = open(topic(), b -> b.set("publish.timeout", "3s"));
    begin(ServiceFault.ANSWER_LOST);
    List<String> refused = new ArrayList<>();
    for (CloudEvent event : events("e", bounds.events())) {
      try {
        isobar.publisher(TOPIC).publish(event);
      } catch (IsobarException failure) {
        if (failure.outcome() == Outcome.NOT_STORED) {
          refused.add(event.getId());
        }
      }
    }
    heal();
    isobar.publisher(TOPIC).publish(event("marker"));
    List<String> stored = witness.stored(SUB);
    assertTrue(stored.contains("marker"));
    refused.retainAll(stored);
    assertEquals(List.of(), refused);
  }

  @Test
  void clause_1_8_a_subscription_keeps_events_while_nobody_subscribes() {
    needs(Feature.SEVERAL_INSTANCES);
    Topology topology =
        topology(
            t ->
                t.topic(TOPIC)
                    .subscription(SUB, s -> s.from(TOPIC).where("kind = 'a'"))
                    .subscription("audit", s -> s.from(TOPIC)));
    try (Isobar first = driver.open(builder(topology))) {
      first.publisher(TOPIC).publish(Events.with("e1", "kind", "a"));
      first.publisher(TOPIC).publish(Events.with("e2", "kind", "b"));
      first.publisher(TOPIC).publish(Events.with("e3", "kind", "a"));
    }
    Isobar second = open(topology);
    Recorder filtered = recorder();
    Recorder all = recorder();
    second.subscribe(SUB, filtered);
    second.subscribe("audit", all);
    await(filtered, "the accepted events", filtered.hasCompleted("e1", "e3"));
    await(all, "all events", all.hasCompleted("e1", "e2", "e3"));
    assertFalse(filtered.ids().contains("e2"));
  }

  @Test
  void clause_1_9_the_event_arrives_as_it_was_published() {
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    List<CloudEvent> events = strangeEvents();
    publish(isobar, TOPIC, events);
    await(seen, "all events", seen.hasCompleted(ids(events)));
    for (CloudEvent event : events) {
      CloudEvent arrived = seen.calls(event.getId()).get(0).delivery.event();
      assertTrue(arrived.equals(event), () -> arrived + " is not the published " + event.getId());
      assertArrayEquals(bytes(event), bytes(arrived), event.getId());
    }
  }

  private static List<CloudEvent> strangeEvents() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    List<CloudEvent> events = new ArrayList<>();
    events.add(Events.builder("bytes").withData("application/octet-stream", all).build());
    events.add(
        Events.builder("spaces")
            .withData("application/json", utf8(" {\"b\" : 1.0 , \"a\":[ ]  }\n"))
            .build());
    events.add(Events.builder("text").withData("text/plain", utf8("ä€😀\u0001 \r\n")).build());
    events.add(
        Events.builder("envelope")
            .withData("application/json", utf8("{\"Message\":\"x\"}"))
            .build());
    events.add(Events.builder("empty").withData("text/plain", new byte[0]).build());
    events.add(Events.builder("nothing").withoutData().build());
    events.add(
        Events.builder("attributes")
            .withSubject("a/b?c=d&e=\"f\" ‹ü›")
            .withTime(OffsetDateTime.parse("2026-02-03T04:05:06.123456789Z"))
            .withDataSchema(URI.create("https://acme.com/schema?v=1#a"))
            .withExtension("unicode", "ключ 鍵 😀")
            .withExtension("quotes", "\"'`\\%{}[]")
            .withExtension("longest", "x".repeat(1_024))
            .build());
    return events;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(CloudEvent event) {
    return event.getData() == null ? new byte[0] : event.getData().toBytes();
  }

  @Test
  void clause_1_10_a_message_that_is_no_event_is_delivered_as_one() {
    ForeignClient foreign = foreign();
    Isobar isobar = open(topic());
    byte[] body = utf8("no event: \"<>");
    foreign.send(TOPIC, new ForeignClient.Message(body, "text/plain", Map.of("team", "x"), null));
    isobar.publisher(TOPIC).publish(event("marker"));
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    await(seen, "both", seen.hasEnded(2));
    Recorder.Call call = seen.calls().stream().filter(c -> !c.id.equals("marker")).toList().get(0);
    assertEquals("dev.isobar.foreign.v1", call.delivery.event().getType());
    assertTrue(call.delivery.event().getSource().toString().startsWith("urn:isobar:"));
    assertArrayEquals(body, bytes(call.delivery.event()));
    assertTrue(call.delivery.nativeAttributes().containsValue("x"));
  }

  @Test
  void clause_1_10_a_message_that_is_no_event_is_not_delivered_for_ever() {
    ForeignClient foreign = foreign();
    Isobar isobar = open(topic(t -> t.maxAttempts(2)));
    foreign.send(
        TOPIC,
        new ForeignClient.Message(
            utf8("{\"specversion\":\"1.0\"}"), "application/cloudevents+json", Map.of(), null));
    Recorder seen =
        recorder(
            d -> {
              throw new IllegalStateException("fails");
            });
    isobar.subscribe(SUB, seen);
    assertEquals(
        "dev.isobar.foreign.v1", awaitDeadLetters(isobar, SUB, 1).get(0).event().getType());
    assertEquals(2, seen.calls().size());
  }

  @Test
  void clause_1_11_every_subscription_has_its_copy_and_shares_it_among_its_consumers() {
    Isobar isobar =
        open(
            topology(
                t ->
                    t.topic(TOPIC)
                        .subscription(SUB, s -> s.from(TOPIC).tuning(d -> quick()))
                        .subscription("audit", s -> s.from(TOPIC).tuning(d -> quick()))));
    Recorder billing = recorder();
    Recorder audit = recorder();
    isobar.subscribe(SUB, billing);
    isobar.subscribe(SUB, billing);
    isobar.subscribe("audit", audit);
    List<CloudEvent> events = events("e", bounds.events());
    publish(isobar, TOPIC, events);
    await(billing, "all at billing", billing.hasCompleted(ids(events)));
    await(audit, "all at audit", audit.hasCompleted(ids(events)));
    assertEquals(events.size(), billing.calls().size());
    assertEquals(events.size(), audit.calls().size());
  }

  @Test
  void clause_1_11_a_queue_has_each_event_handled_by_one_consumer() {
    Isobar isobar = open(queue(t -> t));
    Recorder seen = recorder();
    isobar.subscribe(QUEUE, seen);
    isobar.subscribe(QUEUE, seen);
    List<CloudEvent> events = events("e", bounds.events());
    publish(isobar, QUEUE, events);
    await(seen, "all", seen.hasCompleted(ids(events)));
    publish(isobar, QUEUE, List.of(event("marker")));
    await(seen, "the marker", seen.hasCompleted("marker"));
    assertEquals(events.size() + 1, new HashSet<>(seen.ids()).size());
    assertEquals(events.size() + 1, seen.calls().size());
  }
}
