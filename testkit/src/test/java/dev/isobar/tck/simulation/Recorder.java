package dev.isobar.tck.simulation;

import dev.isobar.Topology;
import dev.isobar.spi.WireMessage;
import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import dev.isobar.test.sim.Fault;
import dev.isobar.test.sim.SimBroker;
import dev.isobar.test.sim.SimObserver;
import dev.isobar.test.sim.Simulation;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes down what the applications do and what the broker sees. */
final class Recorder implements SimObserver {
  /** Lines of one nanosecond keep their order by a finer clock. */
  static final long PER_NANO = 1_000;

  final History history = History.inMemory();
  private final Simulation simulation;
  private final SimBroker broker;
  private final Topology topology;
  private final List<Op.Builder> witness = new ArrayList<>();
  private final boolean faulty;
  private long numbers;
  private long last;
  int lost;

  Recorder(Simulation simulation, SimBroker broker, Topology topology, boolean faulty) {
    this.simulation = simulation;
    this.broker = broker;
    this.topology = topology;
    this.faulty = faulty;
    broker.observe(this);
  }

  long number() {
    return ++numbers;
  }

  void add(Op.Builder op) {
    last = Math.max(last + 1, simulation.nanoTime() * PER_NANO);
    history.append(op.at(last).build());
  }

  static String hash(CloudEvent event) {
    CloudEventData data = event.getData();
    int bytes = data == null ? 0 : Arrays.hashCode(data.toBytes());
    int text =
        Objects.hash(
            event.getId(),
            event.getType(),
            String.valueOf(event.getSource()),
            String.valueOf(event.getSubject()),
            String.valueOf(event.getExtension("partitionkey")));
    return Integer.toHexString(31 * text + bytes);
  }

  static String key(CloudEvent event) {
    Object key = event.getExtension("partitionkey");
    return key == null ? "" : key.toString();
  }

  /** The subscriptions whose portable filter accepts an event that is published to a place. */
  List<String> receivers(String place, CloudEvent event) {
    return topology.resources().stream()
        .filter(r -> r.kind().consumed())
        .filter(r -> r.name().equals(place) || r.from().filter(place::equals).isPresent())
        .filter(r -> r.filter().test(event))
        .map(r -> r.name())
        .toList();
  }

  /** The end: what was stored where, as the broker itself says. */
  void witnessed() {
    witness.forEach(this::add);
  }

  @Override
  public void sent(String place, WireMessage message) {
    if (!isDead(place) && !place.endsWith("-return")) {
      witness.add(on(Kind.WITNESS, Phase.OK, place, message));
    }
  }

  @Override
  public void stored(String place, WireMessage message) {
    if (isDead(place)) {
      add(on(Kind.BURIED, Phase.OK, subscription(place), message));
    } else if (!topology.find(place).map(r -> r.from().isEmpty()).orElse(true)) {
      witness.add(on(Kind.WITNESS, Phase.OK, place, message));
    }
  }

  @Override
  public void ended(String place, WireMessage message, String process, End end) {
    if (isDead(place)) {
      return;
    }
    if (end == End.EXPIRED) {
      lost++;
    }
    String result =
        switch (end) {
          case COMPLETED -> "done";
          case RELEASED -> "released";
          case DEAD_LETTERED -> "dead";
          case EXPIRED -> faulty ? "lost" : "expired";
        };
    add(
        on(Kind.SETTLED, Phase.OK, subscription(place), message)
            .by(process + ".broker", 0)
            .result(result));
  }

  @Override
  public void misbehaved(Fault fault, String place) {
    String kind = fault.name().toLowerCase(Locale.ROOT);
    if (fault == Fault.PUSH_INSIDE_REQUEST) {
      return;
    }
    if (fault == Fault.STALL) {
      fault(Phase.INFO, kind, "", "");
      return;
    }
    topology.resources().stream()
        .filter(r -> r.kind().consumed())
        .filter(
            r -> r.name().equals(subscription(place)) || r.from().filter(place::equals).isPresent())
        .forEach(r -> fault(Phase.INFO, kind, "", r.name()));
  }

  void fault(Phase phase, String kind, String process, String subscription) {
    add(Op.of(Kind.FAULT, phase).by(process, 0).result(kind).on(subscription));
  }

  private Op.Builder on(Kind kind, Phase phase, String place, WireMessage message) {
    CloudEvent event = broker.read(message).orElseThrow();
    return Op.of(kind, phase).event(event.getId(), key(event), 0, hash(event)).on(place);
  }

  private static boolean isDead(String place) {
    return place.endsWith("-dead");
  }

  private static String subscription(String place) {
    return place.replaceFirst("-(return|dead)$", "");
  }
}
