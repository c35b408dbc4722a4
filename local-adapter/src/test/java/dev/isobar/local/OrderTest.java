package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static dev.isobar.local.Inbox.id;
import static dev.isobar.local.Inbox.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Topology;
import dev.isobar.spi.Received;
import dev.isobar.spi.SettleOutcome.Status;
import dev.isobar.spi.Verdict;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderTest {
  private final Broker broker =
      Broker.inMemory(Topology.builder().queue("jobs", q -> q.ordered()).build());

  @AfterEach
  void close() {
    broker.close();
  }

  private static WireMessage of(String key, String id) {
    return event(id, "com.acme.test", key);
  }

  @Test
  void a_key_arrives_in_the_order_of_sending() {
    for (int i = 0; i < 30; i++) {
      broker.send("jobs", of("a", "a" + i), of("b", "b" + i));
    }
    Inbox jobs = broker.receive("jobs");

    List<String> ids = ids(jobs.take(60));

    assertThat(ids.stream().filter(id -> id.startsWith("a")))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.range(0, 30).mapToObj(i -> "a" + i).toList());
    assertThat(ids).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void a_key_that_one_receiver_has_is_not_handed_to_another() {
    broker.send("jobs", of("a", "a1"), of("a", "a2"), of("b", "b1"));
    Inbox first = broker.receive("jobs");
    Inbox second = broker.receive("jobs");
    Received a1 = first.takeOne();
    assertThat(id(a1)).isEqualTo("a1");

    assertThat(id(second.takeOne())).isEqualTo("b1");
    second.receiver.request(1);
    broker.send("jobs", of("c", "c1"));
    assertThat(id(second.await())).isEqualTo("c1");

    second.receiver.request(1);
    first.complete(a1);
    assertThat(id(second.await())).isEqualTo("a2");
  }

  @Test
  void a_receiver_may_have_several_events_of_its_own_key() {
    broker.send("jobs", of("a", "a1"), of("a", "a2"), of("a", "a3"));
    Inbox jobs = broker.receive("jobs");

    assertThat(id(jobs.takeOne())).isEqualTo("a1");
    assertThat(ids(jobs.take(2))).containsExactly("a2", "a3");
  }

  @Test
  void nothing_overtakes_a_delayed_event_of_its_key() {
    broker.send("jobs", of("a", "a1"), of("a", "a2"));
    Inbox jobs = broker.receive("jobs");
    jobs.release(jobs.takeOne(), Duration.ofMinutes(5));

    broker.send("jobs", of("b", "b1"));
    assertThat(id(jobs.takeOne())).isEqualTo("b1");

    jobs.receiver.request(2);
    broker.platform.advance(Duration.ofMinutes(6));
    broker.send("jobs", of("c", "c1"));
    assertThat(ids(jobs.await(2)).stream().filter(id -> id.startsWith("a")))
        .first()
        .isEqualTo("a1");
  }

  @Test
  void a_batch_given_back_newest_first_comes_oldest_first() {
    broker.send("jobs", of("a", "a1"), of("a", "a2"), of("a", "a3"));
    Inbox closing = broker.receive("jobs");
    List<Received> held = closing.take(3);
    Broker.get(closing.receiver.stop());

    Broker.get(
        closing.receiver.settle(
            List.of(
                new Verdict.Release(held.get(2).lease(), Duration.ZERO),
                new Verdict.Release(held.get(1).lease(), Duration.ZERO),
                new Verdict.Release(held.get(0).lease(), Duration.ZERO))));

    assertThat(ids(broker.receive("jobs").take(3))).containsExactly("a1", "a2", "a3");
  }

  @Test
  void a_key_stays_with_its_owner_while_a_later_event_is_leased() {
    broker.send("jobs", of("a", "a1"), of("a", "a2"));
    Inbox owner = broker.receive(broker.address("jobs"), Duration.ofSeconds(30));
    Inbox other = broker.receive("jobs");
    List<Received> held = owner.take(2);
    owner.extend(held.get(1), Duration.ofMinutes(10));

    broker.platform.advance(Duration.ofSeconds(31));
    broker.send("jobs", of("b", "b1"));
    assertThat(id(other.takeOne())).isEqualTo("b1");

    other.receiver.request(2);
    assertThat(owner.complete(held.get(1))).isEqualTo(Status.DONE);
    assertThat(id(other.await())).isEqualTo("a1");
  }

  @Test
  void every_key_gets_its_turn() {
    for (int i = 0; i < 20; i++) {
      broker.send("jobs", of("hot", "hot" + i));
    }
    broker.send("jobs", of("cold", "cold"), of("zero", "zero"));
    Inbox jobs = broker.receive("jobs");

    assertThat(ids(jobs.take(10))).contains("cold", "zero");
  }
}
