package dev.isobar.test.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.DeadLetter;
import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Part;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Story;
import dev.isobar.spi.Verdict;
import dev.isobar.spi.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimBrokerTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders").where("type = 'a'"))
          .subscription("audit", s -> s.from("orders"))
          .queue("jobs")
          .queue("lanes", q -> q.ordered())
          .build();

  private final Simulation simulation = Simulation.seeded(42);
  private final SimPlatform client = simulation.process("client");

  @AfterEach
  void end() {
    simulation.close();
  }

  @Test
  void copies_go_to_every_subscription_whose_filter_accepts() {
    SimBroker broker = broker(SimProfile.serviceBus());
    SimDriver driver = driver(broker);

    send(driver, "orders", event("1", "a"), event("2", "b"));

    assertThat(broker.events("billing")).extracting("id").containsExactly("1");
    assertThat(broker.events("audit")).extracting("id").containsExactly("1", "2");
  }

  @Test
  void without_native_filters_everything_passes_and_is_left_over() {
    SimBroker broker = broker(SimProfile.local());
    SimDriver driver = driver(broker);

    send(driver, "orders", event("1", "a"), event("2", "b"));

    assertThat(broker.events("billing")).extracting("id").containsExactly("1", "2");
    Filter filter = Filter.parse("type = 'a'");
    assertThat(driver.compile(filter, address(driver, "billing")).residual()).isEqualTo(filter);
  }

  @Test
  void nothing_arrives_without_credit_and_no_more_than_that() {
    SimDriver driver = driver(broker(SimProfile.local()));
    send(driver, "jobs", numbered(10));
    Collector collector = new Collector();
    Receiver receiver = driver.receiver(address(driver, "jobs"), options(), collector);

    simulation.advance(LEASE);
    assertThat(collector.received).isEmpty();
    receiver.request(3);
    simulation.advance(Duration.ofSeconds(1));

    assertThat(collector.received).hasSize(3);
  }

  @Test
  void a_completed_event_is_gone_and_a_second_settlement_is_lost() {
    SimBroker broker = broker(SimProfile.local());
    SimDriver driver = driver(broker);
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 1);

    Verdict done = new Verdict.Complete(collector.received.get(0).lease());
    assertThat(settle(receiver, done)).containsExactly(SettleOutcome.Status.DONE);

    assertThat(broker.stored("jobs")).isEmpty();
    assertThat(broker.violations()).isEmpty();
    simulation.advance(Duration.ofSeconds(1));
    assertThat(settle(receiver, done)).containsExactly(SettleOutcome.Status.LEASE_LOST);
    assertThat(broker.violations()).hasSize(1).first().asString().contains("settled");
  }

  @Test
  void an_expired_lease_is_lost_and_the_event_comes_again_with_a_higher_count() {
    SimDriver driver = driver(broker(SimProfile.local()));
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 2);

    simulation.advance(LEASE);

    assertThat(collector.received).extracting(Received::receiveCount).containsExactly(1, 2);
    Verdict late = new Verdict.Complete(collector.received.get(0).lease());
    assertThat(settle(receiver, late)).containsExactly(SettleOutcome.Status.LEASE_LOST);
  }

  @Test
  void an_extended_lease_lasts_from_the_call_on() {
    SimDriver driver = driver(broker(SimProfile.local()));
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 2);
    simulation.advance(Duration.ofSeconds(8));

    await(receiver.extend(List.of(collector.received.get(0).lease()), LEASE));
    simulation.advance(Duration.ofSeconds(9));
    assertThat(collector.received).hasSize(1);
    simulation.advance(Duration.ofSeconds(2));

    assertThat(collector.received).hasSize(2);
  }

  @Test
  void a_released_event_waits_for_its_delay() {
    SimDriver driver = driver(broker(SimProfile.local()));
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 2);

    settle(
        receiver, new Verdict.Release(collector.received.get(0).lease(), Duration.ofSeconds(30)));
    simulation.advance(Duration.ofSeconds(29));
    assertThat(collector.received).hasSize(1);
    simulation.advance(Duration.ofSeconds(1));

    assertThat(collector.received).hasSize(2);
  }

  @Test
  void a_dead_letter_keeps_its_story() {
    SimDriver driver = driver(broker(SimProfile.local()));
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 1);
    Story story = new Story(DeadLetter.Cause.REJECTED, "why", 3, "jobs", Instant.EPOCH);

    settle(receiver, new Verdict.DeadLetter(collector.received.get(0).lease(), story));

    Collector dead = new Collector();
    Address place = driver.address(resource("jobs"), Part.DEAD_LETTER);
    driver.receiver(place, options(), dead).request(5);
    simulation.advance(Duration.ofSeconds(1));
    assertThat(dead.received).hasSize(1);
    assertThat(dead.received.get(0).story()).contains(story);
  }

  @Test
  void too_many_deliveries_end_in_the_dead_letters() {
    SimBroker broker = broker(SimProfile.local());
    SimDriver driver = driver(broker);
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    receive(driver, "jobs", collector, 90);

    simulation.advance(LEASE.multipliedBy(100));

    assertThat(collector.received).hasSize(2 * 5 + 10);
    assertThat(broker.stored("jobs-dead")).hasSize(1);
  }

  @Test
  void a_key_stays_with_one_receiver_and_in_order() {
    for (SimProfile profile : List.of(SimProfile.local(), SimProfile.sqs())) {
      try (Simulation world = Simulation.seeded(7)) {
        keyStaysInOrder(world, profile);
      }
    }
  }

  private static void keyStaysInOrder(Simulation world, SimProfile profile) {
    SimBroker broker = SimBroker.in(world, profile);
    SimPlatform process = world.process("client");
    SimDriver driver = new SimDriver(broker, process, UnaryOperator.identity());
    create(world, process, driver);
    for (int i = 0; i < 30; i++) {
      WireMessage message = keyed(Integer.toString(i), "k" + i % 3);
      await(world, process, driver.sender(address(driver, "lanes")).send(List.of(message)));
    }
    Map<String, List<String>> handled = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      Completer completer = new Completer(broker, handled);
      completer.receiver = driver.receiver(address(driver, "lanes"), options(), completer);
      completer.receiver.request(90);
    }

    world.advance(Duration.ofMinutes(1));

    for (int k = 0; k < 3; k++) {
      int key = k;
      assertThat(handled.get("k" + k))
          .isEqualTo(IntStream.range(0, 10).mapToObj(i -> Integer.toString(3 * i + key)).toList());
    }
    assertThat(broker.stored("lanes")).isEmpty();
    assertThat(broker.violations()).isEmpty();
  }

  @Test
  void a_receiver_without_events_is_told_so_once() {
    SimDriver driver = driver(broker(SimProfile.local()));
    Collector collector = new Collector();
    receive(driver, "jobs", collector, 5);

    simulation.advance(LEASE);

    assertThat(collector.idle).isEqualTo(1);
  }

  @Test
  void after_stop_nothing_arrives() {
    SimDriver driver = driver(broker(SimProfile.pubsub()));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 50);

    CompletionStage<?> sent = driver.sender(address(driver, "jobs")).send(List.of(numbered(40)));
    CompletionStage<Void> stopped = receiver.stop();
    await(stopped);
    int before = collector.received.size();
    await(sent);
    simulation.advance(Duration.ofSeconds(60));

    assertThat(collector.received).hasSize(before);
  }

  @Test
  void a_lost_reply_leaves_the_event_stored() {
    SimBroker broker = broker(SimProfile.sqs());
    SimDriver driver = driver(broker);
    broker.inject(Fault.REPLY_LOST, 1);

    CompletionStage<?> send = driver.sender(address(driver, "jobs")).send(List.of(numbered(1)));
    simulation.advance(Duration.ofSeconds(20));

    assertThat(send.toCompletableFuture()).isCompletedExceptionally();
    assertThat(broker.stored("jobs")).hasSize(1);
    assertThat(broker.fired()).containsEntry(Fault.REPLY_LOST, 1);
  }

  @Test
  void a_failed_receiver_is_told_and_its_leases_stay_open() {
    SimBroker broker = broker(SimProfile.local());
    SimDriver driver = driver(broker);
    send(driver, "jobs", numbered(1));
    Collector collector = new Collector();
    Receiver receiver = receive(driver, "jobs", collector, 5);
    broker.inject(Fault.RECEIVER_FAILED, 1);
    send(driver, "jobs", event("more", "a"));
    simulation.advance(Duration.ofSeconds(1));
    assertThat(collector.failure).isInstanceOf(SimFailure.class);

    Verdict done = new Verdict.Complete(collector.received.get(0).lease());

    assertThat(settle(receiver, done)).containsExactly(SettleOutcome.Status.DONE);
  }

  @Test
  void comparing_finds_what_is_missing_and_what_differs() {
    SimBroker broker = SimBroker.in(simulation, SimProfile.serviceBus());
    SimDriver driver = new SimDriver(broker, client, UnaryOperator.identity());
    assertThat(kinds(driver, TOPOLOGY)).containsOnly(Difference.Kind.MISSING);
    create(simulation, client, driver);
    assertThat(kinds(driver, TOPOLOGY)).isEmpty();

    Topology other =
        Topology.builder()
            .topic("orders", t -> t.ordered())
            .subscription("billing", s -> s.from("orders").where("type = 'z'"))
            .build();

    assertThat(kinds(driver, other))
        .containsExactly(Difference.Kind.IMMUTABLE, Difference.Kind.DIFFERENT);
  }

  private List<Difference.Kind> kinds(SimDriver driver, Topology topology) {
    List<Difference.Kind> kinds = new ArrayList<>();
    for (Resource resource : topology.resources()) {
      Address address = driver.address(resource, Part.MAIN);
      await(driver.provisioner().compare(address)).forEach(d -> kinds.add(d.kind()));
    }
    return kinds;
  }

  private SimBroker broker(SimProfile profile) {
    SimBroker broker = SimBroker.in(simulation, profile);
    create(simulation, client, new SimDriver(broker, client, UnaryOperator.identity()));
    return broker;
  }

  private static void create(Simulation world, SimPlatform process, SimDriver driver) {
    for (Resource resource : TOPOLOGY.resources()) {
      Address address = driver.address(resource, Part.MAIN);
      await(world, process, driver.provisioner().create(address));
    }
  }

  private SimDriver driver(SimBroker broker) {
    return new SimDriver(broker, client, UnaryOperator.identity());
  }

  private static Resource resource(String name) {
    return TOPOLOGY.find(name).orElseThrow();
  }

  private static Address address(SimDriver driver, String name) {
    return driver.address(resource(name), Part.MAIN);
  }

  private static ReceiveOptions options() {
    return new ReceiveOptions(100, 100, 16, LEASE, Duration.ofSeconds(5));
  }

  private Receiver receive(SimDriver driver, String name, Collector collector, int credit) {
    Receiver receiver = driver.receiver(address(driver, name), options(), collector);
    receiver.request(credit);
    simulation.runUntilIdle(Duration.ofSeconds(1));
    return receiver;
  }

  private void send(SimDriver driver, String name, WireMessage... messages) {
    assertThat(await(driver.sender(address(driver, name)).send(List.of(messages))))
        .allMatch(SendOutcome::stored);
  }

  private List<SettleOutcome.Status> settle(Receiver receiver, Verdict verdict) {
    return await(receiver.settle(List.of(verdict))).stream().map(SettleOutcome::status).toList();
  }

  private <T> T await(CompletionStage<T> stage) {
    return await(simulation, client, stage);
  }

  private static <T> T await(Simulation world, SimPlatform process, CompletionStage<T> stage) {
    try {
      return process.await(stage, Duration.ofMinutes(1));
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(world.waiting(), e);
    }
  }

  private static WireMessage[] numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> event(Integer.toString(i), "a"))
        .toArray(WireMessage[]::new);
  }

  private static WireMessage event(String id, String type) {
    return message(id, type, null);
  }

  private static WireMessage keyed(String id, String key) {
    return message(id, "a", key);
  }

  private static WireMessage message(String id, String type, @Nullable String key) {
    String body =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"data\":{}}";
    return new WireMessage(
        String.format(body, id, type).getBytes(StandardCharsets.UTF_8),
        "application/cloudevents+json",
        Map.of(),
        key,
        "dedup-" + id);
  }

  private static class Collector implements Inbound {
    final List<Received> received = new ArrayList<>();
    int idle;
    @Nullable Throwable failure;

    @Override
    public void received(List<Received> batch) {
      received.addAll(batch);
    }

    @Override
    public void idle() {
      idle++;
    }

    @Override
    public void failed(Throwable failed) {
      failure = failed;
    }
  }

  /** Completes what it gets, and keeps the ids per key in the order in which they came. */
  private static final class Completer extends Collector {
    final SimBroker broker;
    final Map<String, List<String>> handled;
    @Nullable Receiver receiver;

    Completer(SimBroker broker, Map<String, List<String>> handled) {
      this.broker = broker;
      this.handled = handled;
    }

    @Override
    public void received(List<Received> batch) {
      for (Received event : batch) {
        String id = broker.read(event.message()).orElseThrow().getId();
        handled.computeIfAbsent(event.message().key(), k -> new ArrayList<>()).add(id);
        receiver.settle(List.of(new Verdict.Complete(event.lease())));
      }
    }
  }
}
