package dev.isobar.local.behaviour;

import static dev.isobar.local.behaviour.Shop.PLACED;
import static dev.isobar.local.behaviour.Shop.TOPOLOGY;
import static dev.isobar.local.behaviour.Shop.event;
import static dev.isobar.local.behaviour.Shop.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobar.DeadLetter;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.PublishResult;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.Router;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.UnhandledPolicy;
import dev.isobar.local.behaviour.Shop.Order;
import dev.isobar.local.behaviour.Shop.Seen;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
  record Note(String text) {}

  private static final EventType<Note> NOTE = EventType.of("com.acme.note", Note.class);
  private final Seen seen = new Seen();
  @TempDir Path folder;

  @Test
  void typed_data_arrives_as_it_was_published() {
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("billing", PLACED, order -> seen.add(order.toString()));
      Receipt receipt = isobar.publisher("orders").publish(PLACED, order("42"));

      assertThat(receipt.eventId()).isEqualTo("42");
      assertThat(receipt.nativeId()).isNotEmpty();
      assertThat(seen.next()).isEqualTo(order("42").toString());
    }
  }

  @Test
  void an_alias_accepts_the_old_name_of_a_type() {
    EventType<Order> renamed = PLACED.alias("com.acme.order.created");
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("jobs", renamed, (order, delivery) -> seen.complete(delivery));
      String json = "{\"id\":\"1\",\"customer\":\"ann\",\"cents\":1}";
      isobar.publisher("jobs").publish(event("1", "com.acme.order.created", json));

      assertThat(seen.next()).isEqualTo("1");
    }
  }

  @Test
  void a_type_that_nobody_handles_follows_the_policy() {
    assertThat(deadLettersOf(UnhandledPolicy.REJECT))
        .containsExactly("REJECTED after 1: no handler takes event type com.acme.unknown");
    assertThat(deadLettersOf(UnhandledPolicy.RETRY))
        .containsExactly("EXHAUSTED after 2: no handler takes event type com.acme.unknown");
    assertThat(deadLettersOf(UnhandledPolicy.COMPLETE)).isEmpty();
  }

  private List<String> deadLettersOf(UnhandledPolicy policy) {
    Topology topology =
        Topology.builder()
            .queue("jobs", q -> q.tuning(t -> Shop.fast(t).unhandled(policy).concurrency(1)))
            .build();
    try (Isobar isobar = Shop.open(topology)) {
      isobar.publisher("jobs").publish(event("1", "com.acme.unknown", "{}"));
      isobar.subscribe(
          "jobs",
          Router.builder()
              .on(NOTE, (note, delivery) -> seen.complete(delivery))
              .on(PLACED, order -> {})
              .build());
      int letters = policy == UnhandledPolicy.COMPLETE ? 0 : 1;
      await().until(() -> isobar.deadLetters("jobs").count() == letters);
      isobar.publisher("jobs").publish(NOTE, new Note("marker"));
      seen.next();
      return letters == 0
          ? List.of()
          : isobar.deadLetters("jobs").browse(1).stream().map(EventsTest::story).toList();
    }
  }

  private static String story(DeadLetter letter) {
    return letter.cause() + " after " + letter.attempts() + ": " + letter.reason();
  }

  @Test
  void data_that_cannot_be_read_is_dead_lettered_at_once_and_not_quoted() {
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("jobs", PLACED, order -> seen.add("handled"));
      isobar.publisher("jobs").publish(event("1", PLACED.type(), "{\"cents\":\"canary-8142\"}"));
      await().until(() -> isobar.deadLetters("jobs").count() == 1);

      DeadLetter letter = isobar.deadLetters("jobs").browse(1).get(0);
      assertThat(letter.cause()).isEqualTo(DeadLetter.Cause.UNDECODABLE);
      assertThat(letter.attempts()).isEqualTo(1);
      assertThat(letter.origin()).isEqualTo("jobs");
      assertThat(letter.reason())
          .contains("com.acme.order.placed", "Order")
          .doesNotContain("canary");
      assertThat(letter.event().getId()).isEqualTo("1");
      assertThat(seen.isEmpty()).isTrue();
    }
  }

  @Test
  void a_follow_up_carries_correlation_causation_and_key() {
    try (Isobar isobar = Shop.open()) {
      Publisher jobs = isobar.publisher("jobs");
      isobar.subscribe(
          "billing",
          PLACED,
          (order, delivery) -> {
            jobs.publish(delivery.derive(NOTE, new Note("n")).withId("second").build());
            return delivery.complete();
          });
      isobar.subscribe(
          "jobs",
          NOTE,
          (note, delivery) -> {
            CloudEvent event = delivery.event();
            if (event.getId().equals("second")) {
              jobs.publish(delivery.derive(NOTE, new Note("n")).withId("third").build());
            }
            seen.add(
                event.getId()
                    + " correlation "
                    + event.getExtension("correlationid")
                    + " causation "
                    + event.getExtension("causationid")
                    + " key "
                    + event.getExtension("partitionkey"));
            return delivery.complete();
          });
      isobar.publisher("orders").publish(PLACED, order("first"));

      assertThat(seen.next(2))
          .containsExactlyInAnyOrder(
              "second correlation first causation first key ann",
              "third correlation first causation second key ann");
    }
  }

  @Test
  void every_event_is_enriched_in_the_order_of_the_hooks() {
    try (Isobar isobar =
        Shop.inMemory(TOPOLOGY)
            .enrich(e -> CloudEventBuilder.v1(e).withExtension("region", "eu").build())
            .enrich(
                e ->
                    CloudEventBuilder.v1(e)
                        .withExtension("place", e.getExtension("region") + "-1")
                        .build())
            .open()) {
      isobar.subscribe(
          "jobs",
          d -> {
            seen.add(d.event().getExtension("region") + " " + d.event().getExtension("place"));
            return d.complete();
          });
      isobar.publisher("jobs").publish(event("1"));

      assertThat(seen.next()).isEqualTo("eu eu-1");
    }
  }

  @Test
  void an_interceptor_surrounds_the_handler_and_sees_its_decision() {
    try (Isobar isobar =
        Shop.inMemory(TOPOLOGY)
            .interceptor(
                (delivery, next) -> {
                  seen.add("before " + delivery.attempt());
                  Settlement settlement = next.proceed();
                  seen.add("after " + settlement.kind());
                  return settlement;
                })
            .open()) {
      isobar.subscribe("jobs", d -> d.attempt() == 1 ? d.retry("no") : d.complete());
      isobar.publisher("jobs").publish(event("1"));

      assertThat(seen.next(4))
          .containsExactly("before 1", "after RETRY", "before 2", "after COMPLETE");
    }
  }

  @Test
  void a_batch_gives_every_event_its_own_result_in_order() {
    CloudEvent tooLarge = event("large", "com.acme.large", "\"" + "x".repeat(300_000) + "\"");
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("jobs", seen::complete);
      List<PublishResult> results =
          isobar.publisher("jobs").publishAll(List.of(event("1"), tooLarge, event("3")));

      assertThat(results).extracting(PublishResult::stored).containsExactly(true, false, true);
      assertThat(results).extracting(r -> r.event().getId()).containsExactly("1", "large", "3");
      IsobarException failure = results.get(1).failure().orElseThrow();
      assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(failure.outcome()).isEqualTo(IsobarException.Outcome.NOT_STORED);
      assertThat(seen.next(2)).containsExactlyInAnyOrder("1", "3");
    }
  }

  @Test
  void a_batch_subscriber_settles_each_event_by_itself() {
    try (Isobar isobar = Shop.open()) {
      isobar
          .publisher("jobs")
          .publishAll(IntStream.range(0, 20).mapToObj(i -> event("e" + i)).toList());
      isobar.subscribeBatch(
          "jobs",
          10,
          batch -> {
            List<Settlement> settlements = new ArrayList<>();
            for (var delivery : batch) {
              if (delivery.attempt() == 2 || !delivery.event().getId().equals("e7")) {
                settlements.add(seen.complete(delivery));
              }
            }
            return settlements;
          });

      assertThat(seen.next(20)).doesNotHaveDuplicates().contains("e7");
    }
  }

  @Test
  void concurrent_polls_share_the_events() throws Exception {
    try (Isobar isobar = Shop.open()) {
      List<CompletableFuture<Integer>> polls =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> isobar.poll("jobs", 5, Duration.ofSeconds(20), this::completeAll)))
              .toList();
      for (int i = 0; i < 40; i++) {
        isobar.publisher("jobs").publish(event("e" + i));
      }
      int polled = 0;
      for (CompletableFuture<Integer> poll : polls) {
        polled += poll.get(30, TimeUnit.SECONDS);
      }
      while (polled < 40) {
        polled += isobar.poll("jobs", 10, Duration.ofSeconds(20), this::completeAll);
      }

      assertThat(seen.next(40)).doesNotHaveDuplicates();
    }
  }

  private List<Settlement> completeAll(List<dev.isobar.Delivery> batch) {
    return batch.stream().map(seen::complete).toList();
  }

  @Test
  void a_polled_event_that_failed_comes_back_from_a_later_poll() {
    try (Isobar isobar = Shop.open()) {
      isobar.publisher("jobs").publish(event("1"));
      assertThat(isobar.poll("jobs", 1, Duration.ofSeconds(20), batch -> List.of())).isEqualTo(1);

      assertThat(isobar.poll("jobs", 1, Duration.ofSeconds(20), this::completeAll)).isEqualTo(1);
      assertThat(seen.next()).isEqualTo("1");
    }
  }

  @Test
  void a_publisher_that_cannot_store_says_so_in_time_shows_it_and_heals() throws Exception {
    Path file = folder.resolve("local.db");
    try (Isobar isobar =
            Shop.at(file, TOPOLOGY)
                .set("publish.pending-bytes", "256KiB")
                .set("publish.timeout", "2s")
                .open();
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement lock = other.createStatement()) {
      Publisher jobs = isobar.publisher("jobs");
      lock.execute("BEGIN EXCLUSIVE");
      String data = "\"" + "x".repeat(100_000) + "\"";
      List<CompletableFuture<Receipt>> pending = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        pending.add(jobs.publishAsync(event("e" + i, "com.acme.large", data)));
      }

      IsobarException failure =
          Shop.failureOf(() -> jobs.publish(event("last", "com.acme.large", data)));
      assertThat(failure.code()).isIn(ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.DEADLINE_EXCEEDED);
      await().until(() -> isobar.health().status() == Health.Status.DEGRADED);
      lock.execute("ROLLBACK");

      await()
          .untilAsserted(
              () -> {
                jobs.publish(event("after"));
                assertThat(isobar.health().status()).isEqualTo(Health.Status.UP);
              });
    }
  }

  @Test
  void pausing_and_resuming_loses_nothing() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (Isobar isobar = Shop.open()) {
      var subscriber =
          isobar.subscribe(
              "jobs",
              delivery -> {
                first.countDown();
                return seen.complete(delivery);
              });
      isobar.publisher("jobs").publish(event("0"));
      first.await();
      subscriber.pause();
      for (int i = 1; i < 20; i++) {
        isobar.publisher("jobs").publish(event("" + i));
      }
      subscriber.resume();

      assertThat(seen.next(20)).doesNotHaveDuplicates();
    }
  }
}
