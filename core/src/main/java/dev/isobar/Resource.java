package dev.isobar;

import dev.isobar.filter.Filter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** One declared topic, subscription, queue, bus or route of a {@link Topology}. Immutable. */
public final class Resource {
  /** What a resource is. */
  public enum Kind {
    /** Events fan out to every subscription. */
    TOPIC,
    /** A durable, named, filtered share of a topic. */
    SUBSCRIPTION,
    /** Each event goes to one consumer. */
    QUEUE,
    /** Where producers throw events over the fence; routes decide. */
    BUS,
    /** A filter on a bus that leads to a topic or queue. */
    ROUTE;

    /** Returns whether handlers can be attached to it. */
    public boolean consumed() {
      return this == SUBSCRIPTION || this == QUEUE;
    }

    /** Returns whether events can be published to it. */
    public boolean published() {
      return this == TOPIC || this == QUEUE || this == BUS;
    }

    /** Returns its name in messages. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final String name;
  private final boolean ordered;
  private final String from;
  private final String to;
  private final Filter filter;
  private final boolean dropsUnrouted;
  private final Tuning tuning;

  private Resource(
      Kind kind,
      String name,
      boolean ordered,
      String from,
      String to,
      Filter filter,
      boolean dropsUnrouted,
      Tuning tuning) {
    this.kind = kind;
    this.name = name;
    this.ordered = ordered;
    this.from = from;
    this.to = to;
    this.filter = filter;
    this.dropsUnrouted = dropsUnrouted;
    this.tuning = tuning;
  }

  static Resource topic(String name, boolean ordered) {
    return new Resource(Kind.TOPIC, name, ordered, "", "", Filter.TRUE, false, Tuning.defaults());
  }

  static Resource queue(String name, boolean ordered, Tuning tuning) {
    return new Resource(Kind.QUEUE, name, ordered, "", "", Filter.TRUE, false, tuning);
  }

  static Resource subscription(
      String name, String topic, boolean ordered, Filter filter, Tuning tuning) {
    return new Resource(Kind.SUBSCRIPTION, name, ordered, topic, "", filter, false, tuning);
  }

  static Resource bus(String name, boolean dropsUnrouted) {
    return new Resource(
        Kind.BUS, name, false, "", "", Filter.TRUE, dropsUnrouted, Tuning.defaults());
  }

  static Resource route(String name, String bus, String target, Filter filter) {
    return new Resource(Kind.ROUTE, name, false, bus, target, filter, false, Tuning.defaults());
  }

  /** Returns what it is. */
  public Kind kind() {
    return kind;
  }

  /** Returns its logical name, unique among all kinds. */
  public String name() {
    return name;
  }

  /** Returns whether events of one key keep their order; a subscription has this of its topic. */
  public boolean ordered() {
    return ordered;
  }

  /** Returns the topic of a subscription or the bus of a route, empty for the other kinds. */
  public Optional<String> from() {
    return from.isEmpty() ? Optional.empty() : Optional.of(from);
  }

  /** Returns the topic or queue where a route ends, empty for the other kinds. */
  public Optional<String> to() {
    return to.isEmpty() ? Optional.empty() : Optional.of(to);
  }

  /** Returns the filter of a subscription or route, {@link Filter#TRUE} otherwise. */
  public Filter filter() {
    return filter;
  }

  /** Returns whether a bus may drop what no route takes. */
  public boolean dropsUnrouted() {
    return dropsUnrouted;
  }

  /** Returns how a subscription or queue is consumed. */
  public Tuning tuning() {
    return tuning;
  }

  /**
   * Returns the same resource with another tuning. For the runtime.
   *
   * @param other the tuning
   */
  public Resource withTuning(Tuning other) {
    return new Resource(kind, name, ordered, from, to, filter, dropsUnrouted, other);
  }

  /** Compares the structure (everything but the tuning). */
  @Override
  public boolean equals(Object other) {
    return other instanceof Resource r
        && kind == r.kind
        && name.equals(r.name)
        && ordered == r.ordered
        && from.equals(r.from)
        && to.equals(r.to)
        && filter.equals(r.filter)
        && dropsUnrouted == r.dropsUnrouted;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, name);
  }

  /** Returns the kind and the name, as used in messages. */
  @Override
  public String toString() {
    return kind.word() + " " + name;
  }
}
