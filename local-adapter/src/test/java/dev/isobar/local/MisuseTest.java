package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.Delivery;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.Handler;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people run into when they first use it. */
class MisuseTest {
  record Paid(int cents) {}

  record Sent(int parcels) {}

  private static final EventType<Paid> PAID = EventType.of("paid", Paid.class);
  private static final EventType<Sent> SENT = EventType.of("sent", Sent.class);

  private final Isobar isobar =
      Isobar.builder()
          .topology(Topology.builder().queue("jobs", q -> q.tuning(t -> t.maxAttempts(1))).build())
          .set("provider", "local")
          .set("local.path", "memory")
          .open();

  @AfterEach
  void close() {
    isobar.close();
  }

  @Test
  void a_redrive_takes_each_event_once_however_often_it_fails_again() {
    AtomicInteger calls = new AtomicInteger();
    isobar.subscribe(
        "jobs",
        PAID,
        paid -> {
          calls.incrementAndGet();
          throw new IllegalStateException("never works");
        });
    isobar.publisher("jobs").publish(PAID, new Paid(1));
    isobar.publisher("jobs").publish(PAID, new Paid(2));
    DeadLetters letters = isobar.deadLetters("jobs");
    Awaitility.await().until(() -> letters.count() == 2);

    DeadLetters.Result result = letters.redrive(letter -> true, 1_000);

    assertThat(result.matched()).isEqualTo(2);
    Awaitility.await().until(() -> letters.count() == 2);
    assertThat(calls).hasValue(4);
  }

  @Test
  void one_undecodable_event_of_a_batch_is_rejected_alone() {
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      events.add(isobar.publisher("jobs").event(PAID, new Paid(i)).withId("good-" + i).build());
    }
    events.add(
        isobar
            .publisher("jobs")
            .event(PAID, new Paid(0))
            .withId("bad")
            .withData("application/json", "\"no number\"".getBytes())
            .build());
    assertThat(isobar.publisher("jobs").publishAll(events)).allMatch(r -> r.stored());
    Set<String> seen = ConcurrentHashMap.newKeySet();

    isobar.subscribeBatch(
        "jobs",
        10,
        batch -> {
          List<Settlement> settlements = new ArrayList<>();
          for (Delivery delivery : batch) {
            delivery.data(PAID);
            seen.add(delivery.event().getId());
            settlements.add(delivery.complete());
          }
          return settlements;
        });

    Awaitility.await().until(() -> isobar.deadLetters("jobs").count() >= 1);
    DeadLetter bad =
        isobar.deadLetters("jobs").browse(10).stream()
            .filter(letter -> letter.event().getId().equals("bad"))
            .findFirst()
            .orElseThrow();
    assertThat(bad.cause()).isEqualTo(DeadLetter.Cause.UNDECODABLE);
    assertThat(isobar.deadLetters("jobs").browse(10))
        .filteredOn(letter -> !letter.event().getId().equals("bad"))
        .allMatch(letter -> letter.cause() == DeadLetter.Cause.EXHAUSTED);
  }

  @Test
  void subscribers_for_two_types_on_one_queue_are_refused_with_the_way_out() {
    isobar.subscribe("jobs", PAID, paid -> {});

    assertThatThrownBy(() -> isobar.subscribe("jobs", SENT, sent -> {}))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("jobs already has a subscriber for event type paid")
        .hasMessageContaining("Router");
  }

  @Test
  void a_null_handler_is_refused_at_once() {
    assertThatThrownBy(() -> isobar.subscribe("jobs", (Handler) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("handler");
  }
}
