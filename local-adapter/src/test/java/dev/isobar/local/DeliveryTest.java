package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static dev.isobar.local.Inbox.id;
import static dev.isobar.local.Inbox.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.DeadLetter.Cause;
import dev.isobar.Topology;
import dev.isobar.spi.Part;
import dev.isobar.spi.Received;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.SettleOutcome.Status;
import dev.isobar.spi.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final Broker broker =
      Broker.inMemory(
          Topology.builder()
              .topic("orders")
              .subscription("billing", s -> s.from("orders"))
              .subscription("shipping", s -> s.from("orders"))
              .queue("jobs")
              .build());

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void a_topic_gives_each_subscription_its_own_copy() {
    List<SendOutcome> outcomes = broker.send("orders", event("1"), event("2"));

    assertThat(outcomes).allMatch(SendOutcome::stored);
    assertThat(ids(broker.receive("billing").take(2))).containsExactly("1", "2");
    assertThat(ids(broker.receive("shipping").take(2))).containsExactly("1", "2");
  }

  @Test
  void the_event_arrives_as_it_was_sent() {
    var sent = event("ü\"\\\u0001 1", "com.acme.order", null);
    broker.send("jobs", sent);

    Received received = broker.receive("jobs").takeOne();

    assertThat(received.message().body()).isEqualTo(sent.body());
    assertThat(received.message().attributes()).isEqualTo(sent.attributes());
    assertThat(received.message().contentType()).isEqualTo("application/json");
    assertThat(received.receiveCount()).isEqualTo(1);
    assertThat(received.accepted()).isPresent();
  }

  @Test
  void a_completed_event_is_gone_with_its_last_copy() {
    broker.send("orders", event("1"));
    Inbox billing = broker.receive("billing");
    Inbox shipping = broker.receive("shipping");

    assertThat(billing.complete(billing.takeOne())).isEqualTo(Status.DONE);
    Received other = shipping.takeOne();
    assertThat(other.message().body()).isNotEmpty();
    assertThat(shipping.complete(other)).isEqualTo(Status.DONE);

    assertThat(Sql.number(broker, "SELECT count(*) FROM event")).isZero();
    assertThat(Sql.number(broker, "SELECT count(*) FROM delivery")).isZero();
  }

  @Test
  void credit_bounds_what_is_leased() {
    broker.send("jobs", event("1"), event("2"), event("3"));
    Inbox jobs = broker.receive("jobs");

    assertThat(ids(jobs.take(2))).containsExactly("1", "2");
    assertThat(broker.depth("jobs", Part.MAIN)).isEqualTo(1);
    assertThat(ids(jobs.take(1))).containsExactly("3");
  }

  @Test
  void a_released_event_comes_again_with_a_higher_count() {
    broker.send("jobs", event("1"));
    Inbox jobs = broker.receive("jobs");

    assertThat(jobs.release(jobs.takeOne(), Duration.ZERO)).isEqualTo(Status.DONE);
    Received again = jobs.takeOne();

    assertThat(id(again)).isEqualTo("1");
    assertThat(again.receiveCount()).isEqualTo(2);
  }

  @Test
  void a_delayed_release_comes_when_the_delay_is_over() {
    broker.send("jobs", event("delayed"));
    Inbox jobs = broker.receive("jobs");
    jobs.release(jobs.takeOne(), Duration.ofHours(1));

    broker.send("jobs", event("marker"));
    Received marker = jobs.takeOne();
    assertThat(id(marker)).isEqualTo("marker");
    jobs.complete(marker);

    broker.platform.advance(Duration.ofHours(1));
    broker.send("jobs", event("later"));
    assertThat(ids(jobs.take(2))).containsExactly("delayed", "later");
  }

  @Test
  void an_expired_lease_is_available_to_others_and_its_late_settlement_is_no_success() {
    broker.send("jobs", event("1"));
    Inbox slow = broker.receive(broker.address("jobs"), Duration.ofSeconds(30));
    Inbox other = broker.receive("jobs");
    Received lost = slow.takeOne();

    broker.platform.advance(Duration.ofSeconds(31));
    Received again = other.takeOne();

    assertThat(again.receiveCount()).isEqualTo(2);
    assertThat(slow.complete(lost)).isEqualTo(Status.LEASE_LOST);
    assertThat(slow.extend(lost, Duration.ofSeconds(30))).isEqualTo(Status.LEASE_LOST);
    assertThat(other.complete(again)).isEqualTo(Status.DONE);
  }

  @Test
  void the_same_receiver_cannot_settle_its_earlier_lease() {
    broker.send("jobs", event("1"));
    Inbox jobs = broker.receive(broker.address("jobs"), Duration.ofSeconds(30));
    Received first = jobs.takeOne();

    broker.platform.advance(Duration.ofSeconds(31));
    Received second = jobs.takeOne();

    assertThat(jobs.complete(first)).isEqualTo(Status.LEASE_LOST);
    assertThat(jobs.complete(second)).isEqualTo(Status.DONE);
  }

  @Test
  void an_extended_lease_lasts() {
    broker.send("jobs", event("1"));
    Inbox jobs = broker.receive(broker.address("jobs"), Duration.ofSeconds(30));
    Inbox other = broker.receive("jobs");
    Received received = jobs.takeOne();

    assertThat(jobs.extend(received, Duration.ofSeconds(90))).isEqualTo(Status.DONE);
    broker.platform.advance(Duration.ofSeconds(60));
    broker.send("jobs", event("marker"));

    assertThat(id(other.takeOne())).isEqualTo("marker");
    assertThat(jobs.complete(received)).isEqualTo(Status.DONE);
  }

  @Test
  void a_wall_clock_set_wrong_moves_no_lease() {
    broker.send("jobs", event("1"));
    Inbox jobs = broker.receive("jobs");
    Inbox other = broker.receive("jobs");
    Received received = jobs.takeOne();

    broker.platform.moveWallClock(Duration.ofDays(3));
    broker.send("jobs", event("marker"));
    Received marker = other.takeOne();
    broker.platform.moveWallClock(Duration.ofDays(-4));
    broker.send("jobs", event("marker 2"));

    assertThat(id(marker)).isEqualTo("marker");
    assertThat(id(other.takeOne())).isEqualTo("marker 2");
    assertThat(jobs.complete(received)).isEqualTo(Status.DONE);
  }

  @Test
  void a_dead_letter_carries_its_story_and_can_be_sent_back_to_its_subscription_alone() {
    broker.send("orders", event("1"));
    Inbox billing = broker.receive("billing");
    Story story =
        new Story(Cause.REJECTED, "bad \"cents\"", 3, "billing", Instant.ofEpochMilli(1_000));

    assertThat(billing.deadLetter(billing.takeOne(), story)).isEqualTo(Status.DONE);
    assertThat(broker.depth("billing", Part.DEAD_LETTER)).isEqualTo(1);
    Inbox dead =
        broker.receive(broker.address("billing", Part.DEAD_LETTER), Duration.ofSeconds(60));
    Received letter = dead.takeOne();
    assertThat(letter.story()).contains(story);
    assertThat(id(letter)).isEqualTo("1");

    broker.send(broker.address("billing", Part.RETURN), letter.message());
    assertThat(dead.complete(letter)).isEqualTo(Status.DONE);

    Received redriven = billing.takeOne();
    assertThat(id(redriven)).isEqualTo("1");
    assertThat(redriven.receiveCount()).isEqualTo(1);
    assertThat(broker.depth("shipping", Part.MAIN)).isEqualTo(1);
    assertThat(Sql.number(broker, "SELECT count(*) FROM story")).isZero();
  }

  @Test
  void an_event_that_nobody_settles_ends_among_the_dead_letters() {
    broker.send("jobs", event("killer"));
    Inbox jobs = broker.receive(broker.address("jobs"), Duration.ofSeconds(30));
    for (int i = 0; i < 20; i++) {
      jobs.takeOne();
      broker.platform.advance(Duration.ofSeconds(31));
    }
    broker.send("jobs", event("marker"));

    assertThat(id(jobs.takeOne())).isEqualTo("marker");
    Received letter =
        broker.receive(broker.address("jobs", Part.DEAD_LETTER), Duration.ofSeconds(60)).takeOne();
    assertThat(id(letter)).isEqualTo("killer");
    assertThat(letter.story().orElseThrow().cause()).isEqualTo(Cause.BACKSTOP);
    assertThat(letter.story().orElseThrow().attempts()).isEqualTo(20);
  }

  @Test
  void a_stopped_receiver_pushes_nothing_and_settles_still() {
    broker.send("jobs", event("1"));
    Inbox jobs = broker.receive("jobs");
    Received received = jobs.takeOne();
    jobs.receiver.request(1);
    Broker.get(jobs.receiver.stop());

    jobs.receiver.close();
    Broker.get(jobs.receiver.stop());
    broker.send("jobs", event("2"));
    assertThat(id(broker.receive("jobs").takeOne())).isEqualTo("2");
    assertThat(jobs.complete(received)).isEqualTo(Status.DONE);
  }

  @Test
  void many_receivers_with_a_backlog_are_all_served() {
    Topology.Builder many = Topology.builder().topic("orders");
    for (int i = 0; i < 20; i++) {
      many.subscription("s-" + i, s -> s.from("orders"));
    }
    try (Broker wide = Broker.inMemory(many.build())) {
      List<Inbox> inboxes = new java.util.ArrayList<>();
      for (int i = 0; i < 20; i++) {
        inboxes.add(wide.receive("s-" + i));
        inboxes.get(i).receiver.request(300);
      }
      for (int i = 0; i < 300; i++) {
        wide.send("orders", event("e" + i));
      }

      assertThat(inboxes)
          .allSatisfy(inbox -> assertThat(ids(inbox.await(300))).doesNotHaveDuplicates());
    }
  }
}
