package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory message service inside a {@link Simulation}, reached by the provider {@code sim}. It
 * is honest until told otherwise: {@link #inject} makes it misbehave, {@link #heal} ends that. It
 * notes every breach of the SPI's rules by the runtime, see {@link #violations}.
 *
 * <p>To be used by what runs in the simulation, or between its runs.
 */
public final class SimBroker {
  private static final SimObserver NOBODY = new SimObserver() {};

  private final Simulation simulation;
  private final SimProfile profile;
  private final SimPlatform server;
  private final SimFaults faults;
  private final SimNetwork network;
  private final Map<String, SimPlace> places = new LinkedHashMap<>();
  private final Map<String, String> known = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private SimObserver observer = NOBODY;
  private long numbers;

  private SimBroker(Simulation simulation, SimProfile profile) {
    this.simulation = simulation;
    this.profile = profile;
    this.server = simulation.process("broker");
    this.faults = new SimFaults(simulation);
    this.network = new SimNetwork(server, faults, profile);
  }

  /**
   * Starts the broker of a simulation; every instance that opens there with the provider {@code
   * sim} uses it.
   *
   * @param simulation the world
   * @param profile which service to resemble
   */
  public static SimBroker in(Simulation simulation, SimProfile profile) {
    SimBroker broker = new SimBroker(simulation, profile);
    simulation.add(broker);
    return broker;
  }

  /**
   * Makes something go wrong from now on.
   *
   * @param fault what
   * @param probability of each single occasion, from 0 (never) to 1 (always)
   */
  public void inject(Fault fault, double probability) {
    faults.set(fault, probability);
  }

  /** Ends every fault. */
  public void heal() {
    faults.heal();
  }

  /** Returns how often each fault has happened. */
  public Map<Fault, Integer> fired() {
    return faults.fired();
  }

  /**
   * Lets somebody watch.
   *
   * @param watcher called on the stack of what happens; must not call back
   */
  public void observe(SimObserver watcher) {
    observer = watcher;
    faults.observer(watcher);
  }

  /** Returns which service it resembles. */
  public SimProfile profile() {
    return profile;
  }

  /** Returns what the runtime did against the rules of the SPI, empty when it keeps them. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /**
   * Returns what lies in a queue, subscription, return address or dead-letter place, oldest first,
   * leased or not.
   *
   * @param physicalName its physical name, e.g. {@code billing-dead}
   * @return the messages, empty when there is no such place
   */
  public List<WireMessage> stored(String physicalName) {
    SimChannel channel = channel(physicalName);
    return channel == null ? List.of() : channel.messages().stream().map(m -> m.wire).toList();
  }

  /**
   * Returns the events that lie in a place, as {@link #stored}.
   *
   * @param physicalName its physical name
   */
  public List<CloudEvent> events(String physicalName) {
    return stored(physicalName).stream().flatMap(m -> read(m).stream()).toList();
  }

  /**
   * Reads the event in a message.
   *
   * @param message as stored here
   */
  public Optional<CloudEvent> read(WireMessage message) {
    return SimEvents.read(message, profile.capabilities().attributePrefix());
  }

  /**
   * Stores a message without any client, e.g. one that is no CloudEvent.
   *
   * @param physicalName of a topic, queue, bus, subscription or dead-letter place
   * @param message the message
   */
  public void put(String physicalName, WireMessage message) {
    place(physicalName).store(message);
  }

  /** Returns how many messages lie in all places that somebody receives from, leased or not. */
  public long backlog() {
    return places.values().stream()
        .filter(p -> p instanceof SimChannel && !p.name().endsWith("-dead"))
        .mapToLong(p -> ((SimChannel) p).messages().size())
        .sum();
  }

  /** Returns what lies where and who receives, for reports. */
  public String describe() {
    StringBuilder text = new StringBuilder("broker like " + profile);
    for (SimPlace place : places.values()) {
      if (place instanceof SimChannel channel) {
        text.append("\n  ").append(channel);
      }
    }
    return text.toString();
  }

  List<SendOutcome> send(String placeName, List<WireMessage> batch) {
    SimPlace place = place(placeName);
    boolean atomic = profile.capabilities().atomicBatch();
    if (atomic && batch.stream().anyMatch(this::bad)) {
      faults.count(Fault.ENTRY_REFUSED, placeName);
      throw new SimFailure(ErrorCode.INVALID_ARGUMENT, "a message of the batch is bad");
    }
    boolean prefix =
        place.ordered() && profile.capabilities().orderedBatch() == OrderedBatch.MANY_PER_KEY;
    List<SendOutcome> outcomes = new ArrayList<>();
    boolean broken = false;
    for (WireMessage message : batch) {
      SendOutcome outcome =
          broken ? refused("an earlier one failed") : sendOne(place, message, atomic);
      broken |= prefix && !outcome.stored();
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private SendOutcome sendOne(SimPlace place, WireMessage message, boolean atomic) {
    if (!atomic && faults.fires(Fault.ENTRY_REFUSED, place.name())) {
      return refused("the service is busy");
    }
    if (!atomic && faults.fires(Fault.ENTRY_UNMENTIONED, place.name())) {
      if (faults.coin()) {
        accept(place, message);
      }
      return SendOutcome.unknown(new SimFailure(ErrorCode.UNKNOWN, "not mentioned"));
    }
    return SendOutcome.stored(accept(place, message));
  }

  private static SendOutcome refused(String why) {
    return SendOutcome.refused(new SimFailure(ErrorCode.UNAVAILABLE, why));
  }

  private String accept(SimPlace place, WireMessage message) {
    boolean deduplicates = profile.deduplicating() && place.ordered();
    String id = place.name() + " " + message.deduplicationId();
    String before = deduplicates ? known.get(id) : null;
    if (before != null) {
      return before;
    }
    String nativeId = Long.toString(nextNumber());
    if (deduplicates) {
      known.put(id, nativeId);
    }
    observer.sent(place.name(), message);
    place.store(message);
    return nativeId;
  }

  /** Whether this message is the one that spoils its batch; the same at every try. */
  private boolean bad(WireMessage message) {
    double odds = faults.odds(Fault.ENTRY_REFUSED);
    int hash = (message.deduplicationId().hashCode() * 0x9e3779b9) >>> 8;
    return odds > 0 && hash % 10_000 < odds * 10_000;
  }

  boolean letsThrough(Filter filter, WireMessage message) {
    return switch (profile.filters()) {
      case NONE -> true;
      case EXACT -> accepts(filter, message);
      case SUPERSET -> message.body().length % 3 == 0 || accepts(filter, message);
    };
  }

  private boolean accepts(Filter filter, WireMessage message) {
    return filter.equals(Filter.TRUE) || read(message).map(filter::test).orElse(true);
  }

  SimPlace place(String name) {
    SimPlace place = places.get(name);
    if (place == null) {
      throw new SimFailure(ErrorCode.NOT_FOUND, name + " does not exist");
    }
    return place;
  }

  @Nullable SimChannel channel(String name) {
    return places.get(name) instanceof SimChannel channel ? channel : null;
  }

  Map<String, SimPlace> places() {
    return places;
  }

  Simulation simulation() {
    return simulation;
  }

  SimPlatform server() {
    return server;
  }

  SimFaults faults() {
    return faults;
  }

  SimNetwork network() {
    return network;
  }

  SimObserver observer() {
    return observer;
  }

  long nextNumber() {
    return ++numbers;
  }

  void violation(String what) {
    simulation.note("VIOLATION " + what);
    violations.add(what);
  }
}
