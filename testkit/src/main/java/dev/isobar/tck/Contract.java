package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.ErrorCode;
import dev.isobar.Handler;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * What all suites share: instances that are closed at the end, recorders, gates, bounded waiting.
 * The resources are always called alike: topic {@value #TOPIC} with the subscription {@value #SUB},
 * queue {@value #QUEUE}.
 */
@ExtendWith(ProofRecorder.class)
abstract class Contract {
  static final String TOPIC = "orders";
  static final String SUB = "billing";
  static final String QUEUE = "jobs";

  private final List<Isobar> instances = new ArrayList<>();
  private final List<Gate> gates = new ArrayList<>();
  private DriverFixture fixture;
  DriverFixture driver;
  Bounds bounds;
  TestClock clock;

  /** Returns a new fixture; called before each test. */
  protected abstract DriverFixture fixture();

  @BeforeEach
  void begin() {
    fixture = fixture();
    driver = fixture;
    bounds = fixture.bounds();
    clock = fixture.clock();
  }

  @AfterEach
  void end() {
    gates.forEach(Gate::open);
    fixture.faults().heal();
    try {
      instances.forEach(Isobar::close);
    } finally {
      fixture.close();
    }
  }

  // What can be asked of this driver.

  void needs(Feature feature) {
    if (!driver.features().contains(feature)) {
      throw new NotProvedException("the fixture does not declare " + feature);
    }
  }

  boolean has(Feature feature) {
    return driver.features().contains(feature);
  }

  ForeignClient foreign() {
    return driver.foreign().orElseThrow(() -> new NotProvedException("no foreign client"));
  }

  void needs(ServiceFault fault) {
    if (!driver.faults().can(fault)) {
      throw new NotProvedException("the fixture cannot make the fault " + fault);
    }
  }

  void begin(ServiceFault fault) {
    needs(fault);
    driver.faults().begin(fault);
  }

  void heal() {
    driver.faults().heal();
  }

  // Instances.

  Isobar open(Topology topology) {
    return open(topology, builder -> builder);
  }

  Isobar open(Topology topology, UnaryOperator<Isobar.Builder> settings) {
    Isobar isobar = driver.open(settings.apply(builder(topology)));
    instances.add(isobar);
    return isobar;
  }

  Isobar.Builder builder(Topology topology) {
    return Isobar.builder()
        .topology(topology)
        .set("source", "/contract")
        .set("drain", millis(bounds.drain()))
        .set("publish.timeout", millis(bounds.arrival()));
  }

  static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }

  static Topology topology(Consumer<Topology.Builder> declare) {
    Topology.Builder builder = Topology.builder();
    declare.accept(builder);
    return builder.build();
  }

  /** An unordered topic with one subscription. */
  Topology topic() {
    return topic(t -> t);
  }

  Topology topic(UnaryOperator<Tuning> tuning) {
    return topic(false, tuning);
  }

  Topology ordered() {
    return ordered(t -> t);
  }

  Topology ordered(UnaryOperator<Tuning> tuning) {
    needs(Feature.ORDERED);
    return topic(true, tuning);
  }

  Topology topic(boolean ordered, UnaryOperator<Tuning> tuning) {
    return topology(
        t ->
            t.topic(TOPIC, s -> s.ordered(ordered))
                .subscription(SUB, s -> s.from(TOPIC).tuning(d -> tuning.apply(quick()))));
  }

  Topology queue(UnaryOperator<Tuning> tuning) {
    return topology(t -> t.queue(QUEUE, q -> q.tuning(d -> tuning.apply(quick()))));
  }

  /** The shortest lease, short back-off, few attempts. */
  Tuning quick() {
    return Tuning.defaults()
        .lease(bounds.lease())
        .backoff(Duration.ofMillis(20), 2, Duration.ofSeconds(1))
        .maxAttempts(3)
        .concurrency(8);
  }

  // Events.

  static CloudEvent event(String id) {
    return Events.event(id);
  }

  static CloudEvent keyed(String key, String id) {
    return Events.keyed(key, id);
  }

  /** {@code count} events named by a letter and a number from 1. */
  static List<CloudEvent> events(String letter, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> event(letter + i)).toList();
  }

  static List<CloudEvent> keyed(String key, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> keyed(key, key + i)).toList();
  }

  static List<String> ids(Collection<? extends CloudEvent> events) {
    return events.stream().map(CloudEvent::getId).toList();
  }

  /** Publishes all and expects all to be stored. */
  void publish(Isobar isobar, String name, Collection<? extends CloudEvent> events) {
    isobar
        .publisher(name)
        .publishAll(events)
        .forEach(r -> r.failure().ifPresent(Contract::throwIt));
  }

  private static void throwIt(IsobarException failure) {
    throw failure;
  }

  // Handlers.

  Recorder recorder(Handler script) {
    return new Recorder(clock, script);
  }

  /** Completes everything. */
  Recorder recorder() {
    return recorder(dev.isobar.Delivery::complete);
  }

  /** Completes everything once the gate is open. */
  Recorder recorderBehind(Gate gate) {
    return recorder(
        d -> {
          gate.pass();
          return d.complete();
        });
  }

  Gate gate() {
    Gate gate = new Gate(clock);
    gates.add(gate);
    return gate;
  }

  // Waiting.

  void await(String what, BooleanSupplier condition) {
    await(what, condition, bounds.arrival());
  }

  void await(String what, BooleanSupplier condition, Duration bound) {
    assertTrue(clock.await(condition, bound), () -> what + " within " + bound);
  }

  void await(Recorder recorder, String what, BooleanSupplier condition, Duration bound) {
    assertTrue(
        clock.await(condition, bound),
        () -> what + " within " + bound + "; handled: " + recorder.calls());
  }

  void await(Recorder recorder, String what, BooleanSupplier condition) {
    await(recorder, what, condition, bounds.arrival());
  }

  /** A lease and the time in which its event comes again. */
  Duration afterLease() {
    return bounds.lease().plus(bounds.redelivery());
  }

  /** Lets time pass; only for clauses about time. */
  void pass(Duration time) {
    clock.await(() -> false, time);
  }

  /** Waits until there are so many dead letters and returns them. */
  List<DeadLetter> awaitDeadLetters(Isobar isobar, String name, int count) {
    DeadLetters there = isobar.deadLetters(name);
    long bound = bounds.arrival().plus(afterLease()).toNanos();
    long begun = clock.nanoTime();
    if (has(Feature.DEPTH)) {
      while (there.count() < count && clock.nanoTime() - begun < bound) {
        pass(Duration.ofMillis(5));
      }
    }
    List<DeadLetter> letters = there.browse(count);
    while (letters.size() < count && clock.nanoTime() - begun < bound) {
      letters = there.browse(count);
    }
    int found = letters.size();
    assertTrue(found >= count, () -> count + " dead letters; there are " + found);
    return letters;
  }

  // Failures.

  static IsobarException fails(ErrorCode code, Executable call) {
    IsobarException failure = assertThrows(IsobarException.class, call);
    assertTrue(failure.code() == code, () -> code + " was expected, and not " + failure);
    return failure;
  }
}
