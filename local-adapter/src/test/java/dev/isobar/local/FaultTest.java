package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static dev.isobar.local.Broker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.Topology;
import dev.isobar.spi.Received;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.SettleOutcome.Status;
import dev.isobar.spi.WireMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTest {
  private static final Topology JOBS = Topology.builder().queue("jobs").build();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("local.db");
  }

  private static void limitPages(Broker broker) {
    get(
        ((LocalDriver) broker.driver)
            .flow()
            .submit(
                1,
                store ->
                    store
                        .database()
                        .number(
                            "PRAGMA max_page_count = "
                                + store.database().number("PRAGMA page_count"))));
  }

  @Test
  void a_full_disk_is_an_error_that_says_so_and_heals() {
    try (Broker broker = Broker.open(file(), JOBS)) {
      broker.send("jobs", event("1"));
      limitPages(broker);
      WireMessage large =
          new WireMessage(
              new byte[100_000], null, event("large").attributes(), null, "deduplication");

      assertThatThrownBy(() -> broker.send("jobs", large))
          .isInstanceOfSatisfying(
              IsobarException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_STORED);
                assertThat(e).hasMessageContaining(file().toString());
              });

      assertThat(broker.send("jobs", event("2"))).allMatch(SendOutcome::stored);
      assertThat(Inbox.ids(broker.receive("jobs").take(2))).containsExactly("1", "2");
    }
  }

  @Test
  void what_shares_a_transaction_with_a_send_that_does_not_fit_is_done_all_the_same() {
    try (Broker broker = Broker.open(file(), JOBS)) {
      broker.send("jobs", event("1"));
      Inbox jobs = broker.receive("jobs");
      Received received = jobs.takeOne();
      WireMessage large =
          new WireMessage(
              new byte[100_000], null, event("large").attributes(), null, "deduplication");
      Flow flow = ((LocalDriver) broker.driver).flow();
      CompletionStage<?>[] together = new CompletionStage<?>[2];
      CompletionStage<Void> began = new java.util.concurrent.CompletableFuture<>();
      flow.turn(
          () -> {
            flow.submit(
                1,
                store ->
                    store
                        .database()
                        .number(
                            "PRAGMA max_page_count = "
                                + store.database().number("PRAGMA page_count")));
            together[0] = broker.driver.sender(broker.address("jobs")).send(List.of(large));
            together[1] =
                jobs.receiver.settle(
                    List.of(new dev.isobar.spi.Verdict.Complete(received.lease())));
            began.toCompletableFuture().complete(null);
          });
      get(began);

      together[0].toCompletableFuture().exceptionally(e -> null).join();
      assertThat((List<?>) get(together[1]))
          .singleElement()
          .isInstanceOfSatisfying(
              dev.isobar.spi.SettleOutcome.class,
              outcome -> assertThat(outcome.status()).isEqualTo(Status.DONE));
    }
  }

  @Test
  void a_file_that_another_process_holds_locked_is_unavailable_and_heals() throws SQLException {
    try (Broker broker = Broker.open(file(), JOBS)) {
      get(
          ((LocalDriver) broker.driver)
              .flow()
              .submit(1, store -> store.database().number("PRAGMA busy_timeout = 50")));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        assertThatThrownBy(() -> broker.send("jobs", event("1")))
            .isInstanceOfSatisfying(
                IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        statement.execute("ROLLBACK");
      }

      assertThat(broker.send("jobs", event("2"))).allMatch(SendOutcome::stored);
    }
  }

  @Test
  void a_missing_queue_fails_its_own_callers_only() {
    Topology both = Topology.builder().queue("jobs").queue("gone").build();
    try (Broker broker = Broker.open(file(), both)) {
      get(broker.driver.provisioner().delete(broker.address("gone")));
      Inbox gone = broker.receive("gone");
      gone.receiver.request(1);

      assertThatThrownBy(() -> broker.send("gone", event("1")))
          .isInstanceOfSatisfying(
              IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
      broker.send("jobs", event("2"));

      assertThat(Inbox.id(broker.receive("jobs").takeOne())).isEqualTo("2");
      assertThat(broker.driver.classify(gone.failure())).isEqualTo(ErrorCode.NOT_FOUND);
    }
  }

  @Test
  void after_close_everything_answers_at_once_and_closing_again_does_nothing() {
    Broker broker = Broker.open(file(), JOBS);
    Inbox jobs = broker.receive("jobs");
    broker.driver.close();
    broker.driver.close();

    assertThatThrownBy(() -> broker.send("jobs", event("1")))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    get(jobs.receiver.stop());
    jobs.receiver.request(1);
    broker.platform.close();
    broker.driver.close();
    assertThatThrownBy(() -> broker.send("jobs", event("1"))).isInstanceOf(IsobarException.class);
  }

  @Test
  void a_row_written_by_hand_is_delivered_with_what_can_be_read() {
    try (Broker broker = Broker.open(file(), JOBS)) {
      Sql.execute(
          file(),
          "INSERT INTO event VALUES (900, 0, NULL, NULL, 'no JSON', x'01')",
          "INSERT INTO delivery SELECT id, 0, 900, NULL, 0, 0, NULL FROM resource"
              + " WHERE name = 'jobs'");

      Received received = broker.receive("jobs").takeOne();

      assertThat(received.message().attributes()).isEqualTo(Map.of());
      assertThat(received.message().body()).containsExactly(1);
    }
  }
}
