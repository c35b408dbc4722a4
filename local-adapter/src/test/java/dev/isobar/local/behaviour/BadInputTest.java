package dev.isobar.local.behaviour;

import static dev.isobar.local.behaviour.Shop.PLACED;
import static dev.isobar.local.behaviour.Shop.TOPOLOGY;
import static dev.isobar.local.behaviour.Shop.event;
import static dev.isobar.local.behaviour.Shop.failureOf;
import static dev.isobar.local.behaviour.Shop.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobar.DeadLetter;
import dev.isobar.Delivery;
import dev.isobar.ErrorCode;
import dev.isobar.Handler;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.Publisher;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import dev.isobar.local.behaviour.Shop.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every misuse has a defined outcome: nothing is lost, nothing hangs. */
@Timeout(60)
@SuppressWarnings("try") // closes what the block closes again
class BadInputTest {
  private final Seen seen = new Seen();
  @TempDir Path folder;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void a_handler_that_throws_an_error_dead_letters_its_event_after_all_attempts() {
    assertThat(deadLetterOf(delivery -> endless(delivery)).reason())
        .contains("java.lang.StackOverflowError");
    assertThat(
            deadLetterOf(
                    delivery -> {
                      throw new NoClassDefFoundError("com/acme/Gone");
                    })
                .reason())
        .isEqualTo("java.lang.NoClassDefFoundError: com/acme/Gone");
  }

  @Test
  void a_handler_that_returns_null_dead_letters_its_event_after_all_attempts() {
    assertThat(deadLetterOf(delivery -> null).reason())
        .isEqualTo("the handler returned null instead of a settlement");
  }

  @Test
  void a_settlement_of_another_delivery_is_a_failed_attempt() {
    Delivery[] captured = new Delivery[1];
    DeadLetter letter =
        deadLetterOf(
            delivery -> {
              Delivery other = captured[0];
              captured[0] = delivery;
              return other == null ? delivery.retry("first") : other.complete();
            });

    assertThat(letter.reason()).contains("a settlement of another delivery");
    assertThat(letter.attempts()).isEqualTo(2);
  }

  private static dev.isobar.Settlement endless(Delivery delivery) {
    return endless(delivery);
  }

  private static DeadLetter deadLetterOf(Handler handler) {
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("jobs", handler);
      isobar.publisher("jobs").publish(event("1"));
      await().until(() -> isobar.deadLetters("jobs").count() == 1);
      DeadLetter letter = isobar.deadLetters("jobs").browse(1).get(0);
      assertThat(letter.cause()).isEqualTo(DeadLetter.Cause.EXHAUSTED);
      assertThat(letter.event().getId()).isEqualTo("1");
      return letter;
    }
  }

  @Test
  void a_handler_that_blocks_for_ever_neither_stops_the_others_nor_the_close() {
    CountDownLatch never = new CountDownLatch(1);
    Topology two =
        Topology.builder().queue("jobs", q -> q.tuning(t -> Shop.fast(t).concurrency(2))).build();
    try (Isobar isobar = Shop.inMemory(two).set("drain", "300ms").open()) {
      isobar.subscribe(
          "jobs",
          delivery -> {
            seen.add(delivery.event().getId());
            if (delivery.event().getId().equals("stuck")) {
              delivery.onCancel(() -> seen.add("cancelled"));
              never.await();
            }
            return delivery.complete();
          });
      Publisher jobs = isobar.publisher("jobs");
      jobs.publish(event("stuck"));
      assertThat(seen.next()).isEqualTo("stuck");
      IntStream.range(0, 20).forEach(i -> jobs.publish(event("e" + i)));
      assertThat(seen.next(20)).hasSize(20).doesNotContain("stuck");

      isobar.close();

      assertThat(seen.next()).isEqualTo("cancelled");
    } finally {
      never.countDown();
    }
  }

  @Test
  void publishing_after_close_is_cancelled_and_not_stored() {
    Isobar isobar = Shop.open();
    Publisher orders = isobar.publisher("orders");
    isobar.close();

    IsobarException failure = failureOf(() -> orders.publish(event("1")));
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failure).hasMessageContaining("orders").hasMessageContaining("closed");
    assertThat(orders.publishAsync(event("2"))).isCompletedExceptionally();
    assertThat(orders.publishAll(List.of(event("3"))).get(0).failure().orElseThrow().code())
        .isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void every_call_after_close_says_that_the_instance_is_closed() {
    Isobar isobar = Shop.open();
    var letters = isobar.deadLetters("jobs");
    Subscriber subscriber = isobar.subscribe("jobs", seen::complete);
    isobar.close();

    assertClosed(failureOf(() -> isobar.publisher("orders")));
    assertClosed(failureOf(() -> isobar.subscribe("jobs", Delivery::complete)));
    assertClosed(failureOf(() -> isobar.subscribeBatch("jobs", 1, batch -> List.of())));
    assertClosed(failureOf(() -> isobar.poll("jobs", 1, Duration.ZERO, batch -> List.of())));
    assertClosed(failureOf(() -> isobar.deadLetters("jobs")));
    assertClosed(failureOf(letters::count));
    assertClosed(failureOf(() -> letters.browse(1)));
    assertClosed(failureOf(() -> letters.redrive(letter -> true, 1)));
    subscriber.pause();
    subscriber.resume();
    subscriber.close();
    isobar.close();
    isobar.awaitShutdown();
    assertThat(isobar.health().status()).isEqualTo(dev.isobar.Health.Status.DOWN);
  }

  private static void assertClosed(IsobarException failure) {
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure).hasMessageContaining("this instance is closed; open another one");
  }

  @Test
  void closing_inside_a_handler_returns_and_the_event_is_completed() throws Exception {
    Path file = folder.resolve("local.db");
    Isobar isobar = Shop.at(file, TOPOLOGY).open();
    isobar.publisher("jobs").publish(event("1"));
    CompletableFuture<Void> returned = new CompletableFuture<>();
    isobar.subscribe(
        "jobs",
        delivery -> {
          isobar.close();
          returned.complete(null);
          return delivery.complete();
        });
    returned.get(10, TimeUnit.SECONDS);
    isobar.awaitShutdown();

    assertNothingWaits(file);
  }

  @Test
  void closing_inside_a_polled_batch_returns_and_the_batch_is_completed() {
    Path file = folder.resolve("local.db");
    try (Isobar isobar = Shop.at(file, TOPOLOGY).open()) {
      isobar.publisher("jobs").publish(event("1"));

      int count =
          isobar.poll(
              "jobs",
              10,
              Duration.ofSeconds(10),
              batch -> {
                isobar.close();
                return batch.stream().map(Delivery::complete).toList();
              });

      assertThat(count).isEqualTo(1);
    }
    assertNothingWaits(file);
  }

  @Test
  void closing_a_subscriber_inside_its_handler_returns_and_the_rest_stays() throws Exception {
    try (Isobar isobar = Shop.open()) {
      CompletableFuture<Subscriber> self = new CompletableFuture<>();
      self.complete(
          isobar.subscribe(
              "jobs",
              delivery -> {
                self.get().close();
                return seen.complete(delivery);
              }));
      isobar.publisher("jobs").publish(event("1"));
      assertThat(seen.next()).isEqualTo("1");
      self.get().close();

      isobar.publisher("jobs").publish(event("2"));
      isobar.subscribe("jobs", seen::complete);
      assertThat(seen.next()).isEqualTo("2");
    }
  }

  private void assertNothingWaits(Path file) {
    try (Isobar again = Shop.at(file, TOPOLOGY).open()) {
      again.publisher("jobs").publish(event("marker"));
      again.subscribe("jobs", seen::complete);
      assertThat(seen.next()).isEqualTo("marker");
    }
  }

  @Test
  void two_instances_on_one_file_share_its_events() {
    Path file = folder.resolve("local.db");
    Set<String> handled = new TreeSet<>();
    Set<String> published = new TreeSet<>();
    try (Isobar one = Shop.at(file, TOPOLOGY).open();
        Isobar two = Shop.at(file, TOPOLOGY).named("second").open()) {
      one.subscribe("jobs", seen::complete);
      two.subscribe("jobs", seen::complete);
      for (int i = 0; i < 50; i++) {
        (i % 2 == 0 ? one : two).publisher("jobs").publish(event("e" + i));
        published.add("e" + i);
      }
      handled.addAll(seen.next(50));
    }

    assertThat(handled).isEqualTo(published);
    assertThat(seen.isEmpty()).isTrue();
  }

  @Test
  void an_interrupted_publisher_is_told_and_stays_interrupted() {
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe("jobs", seen::complete);
      Publisher jobs = isobar.publisher("jobs");
      Thread.currentThread().interrupt();

      IsobarException failure = failureOf(() -> jobs.publish(event("1")));
      assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
      assertThat(Thread.interrupted()).isTrue();

      jobs.publish(event("2"));
      assertThat(seen.next()).isEqualTo("2");
    }
  }

  @Test
  void an_interrupted_poll_is_told_and_loses_nothing() {
    try (Isobar isobar = Shop.open()) {
      Thread.currentThread().interrupt();

      IsobarException failure =
          failureOf(() -> isobar.poll("jobs", 1, Duration.ofSeconds(20), batch -> List.of()));
      assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(Thread.interrupted()).isTrue();

      isobar.publisher("jobs").publish(event("1"));
      assertThat(isobar.poll("jobs", 1, Duration.ofSeconds(20), this::completeAll)).isEqualTo(1);
    }
  }

  private List<dev.isobar.Settlement> completeAll(List<Delivery> batch) {
    return batch.stream().map(seen::complete).toList();
  }

  @Test
  void an_interrupted_close_drains_all_the_same() throws Exception {
    Path file = folder.resolve("local.db");
    CountDownLatch go = new CountDownLatch(1);
    Isobar isobar = Shop.at(file, TOPOLOGY).open();
    isobar.subscribe(
        "jobs",
        delivery -> {
          seen.add("begun");
          go.await();
          return delivery.complete();
        });
    isobar.publisher("jobs").publish(event("1"));
    seen.next();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread closer =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              isobar.close();
              flag.complete(Thread.currentThread().isInterrupted());
            });
    closer.start();
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    closer.interrupt();
    go.countDown();

    assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
    assertNothingWaits(file);
  }

  @Test
  void a_handler_that_leaves_its_thread_interrupted_harms_no_other() {
    try (Isobar isobar = Shop.open()) {
      isobar.subscribe(
          "jobs",
          delivery -> {
            seen.add(delivery.event().getId() + " " + Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            return delivery.complete();
          });
      for (int i = 0; i < 40; i++) {
        isobar.publisher("jobs").publish(event("e" + i));
        assertThat(seen.next()).isEqualTo("e" + i + " false");
      }
      await().until(() -> isobar.health().status() == dev.isobar.Health.Status.UP);
    }
  }

  @Test
  void a_missing_adapter_is_named_with_the_artifact_to_add() {
    IsobarException failure =
        failureOf(() -> Isobar.builder().topology(TOPOLOGY).set("provider", "gcp").open());

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure)
        .hasMessageContaining("gcp")
        .hasMessageContaining("dev.isobar:isobar-gcp")
        .hasMessageContaining("local");
  }

  @Test
  void an_unknown_name_or_wrong_kind_lists_what_there_is() {
    try (Isobar isobar = Shop.open()) {
      assertNotFound(failureOf(() -> isobar.publisher("order")), "\"order\"", "topic orders");
      assertNotFound(
          failureOf(() -> isobar.publisher("billing")),
          "billing is a subscription of orders",
          "publish to orders");
      assertNotFound(
          failureOf(() -> isobar.subscribe("orders", PLACED, o -> {})),
          "orders is a topic",
          "its subscriptions [billing]");
      assertNotFound(
          failureOf(() -> isobar.deadLetters("orders")), "orders is a topic", "[billing]");
      assertNotFound(
          failureOf(() -> isobar.poll("nope", 1, Duration.ZERO, b -> List.of())),
          "\"nope\"",
          "queue jobs");
    }
  }

  private static void assertNotFound(IsobarException failure, String name, String candidate) {
    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failure).hasMessageContaining(name).hasMessageContaining(candidate);
  }

  @Test
  void a_batch_or_wait_out_of_range_says_what_is_allowed() {
    try (Isobar isobar = Shop.open()) {
      assertThat(failureOf(() -> isobar.subscribeBatch("jobs", 0, b -> List.of())))
          .hasMessageContaining("max 0; it must be from 1 to 1000");
      assertThat(failureOf(() -> isobar.poll("jobs", 1_001, Duration.ZERO, b -> List.of())))
          .hasMessageContaining("max 1001; it must be from 1 to 1000");
      assertThat(failureOf(() -> isobar.poll("jobs", 1, Duration.ofSeconds(21), b -> List.of())))
          .hasMessageContaining("21s; it must be from zero to 20s");
    }
  }

  @Test
  void a_callback_that_closes_the_instance_does_not_hang_it() throws Exception {
    Isobar isobar = Shop.open();
    CompletableFuture<Void> closed =
        isobar.publisher("jobs").publishAsync(event("1")).thenRun(isobar::close);

    closed.get(20, TimeUnit.SECONDS);
    isobar.awaitShutdown();
    assertThat(failureOf(() -> isobar.publisher("jobs")).code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void concurrent_closes_all_return() throws Exception {
    Isobar isobar = Shop.open();
    isobar.subscribe("jobs", seen::complete);
    isobar.publisher("orders").publish(PLACED, order("1"));
    List<Thread> closers = IntStream.range(0, 8).mapToObj(i -> new Thread(isobar::close)).toList();
    closers.forEach(Thread::start);
    for (Thread closer : closers) {
      closer.join(20_000);
      assertThat(closer.isAlive()).isFalse();
    }
  }
}
