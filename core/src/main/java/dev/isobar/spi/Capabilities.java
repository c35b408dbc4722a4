package dev.isobar.spi;

import java.time.Duration;

/**
 * What a provider can do at one address. Immutable data; the runtime adapts, emulates or refuses.
 */
public final class Capabilities {
  /** How a CloudEvent is laid out. */
  public enum ContentMode {
    /** The body is the whole event as JSON. */
    STRUCTURED,
    /** The body is the data; attributes carry the rest. */
    BINARY
  }

  /** How a key's order is kept when several events of it are sent in one batch. */
  public enum OrderedBatch {
    /** The provider keeps no order at this address: an ordered resource is refused at start-up. */
    UNSUPPORTED,
    /** One entry may fail while a later one is stored: one event per key and batch. */
    ONE_PER_KEY,
    /** A batch is stored whole or in a prefix: any number of events per key and batch. */
    MANY_PER_KEY
  }

  private final Builder values;

  private Capabilities(Builder values) {
    this.values = values;
  }

  /** Returns a builder of the least capable provider: structured, unordered, nothing native. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how an event is laid out on the way out; on the way in every layout is recognised. */
  public ContentMode contentMode() {
    return values.contentMode;
  }

  /** Returns what stands before an attribute's name in binary mode, e.g. {@code ce-}. */
  public String attributePrefix() {
    return values.attributePrefix;
  }

  /** Returns how order per key is kept. */
  public OrderedBatch orderedBatch() {
    return values.orderedBatch;
  }

  /** Returns the longest delay of a release; zero when the service has none (the runtime holds). */
  public Duration releaseDelay() {
    return values.releaseDelay;
  }

  /** Returns the longest single lease or extension. */
  public Duration leaseStep() {
    return values.leaseStep;
  }

  /** Returns for how long an event can be leased from its receive on, all extensions included. */
  public Duration leaseCap() {
    return values.leaseCap;
  }

  /**
   * Returns whether {@link Verdict.DeadLetter} is understood; else the runtime sends and completes.
   */
  public boolean nativeDeadLetter() {
    return values.nativeDeadLetter;
  }

  /** Returns whether one bad message makes the service refuse its whole batch. */
  public boolean atomicBatch() {
    return values.atomicBatch;
  }

  /** Returns whether {@link Received#receiveCount()} rises by one at each delivery, exactly. */
  public boolean countsReceives() {
    return values.countsReceives;
  }

  /** Returns by how many events a receiver may exceed its credit. */
  public int receiveOvershoot() {
    return values.receiveOvershoot;
  }

  /** Returns the highest native delivery limit that can be set as a backstop; 0 for none. */
  public int maxDeliveryLimit() {
    return values.maxDeliveryLimit;
  }

  /** Returns the bounds of the service. */
  public Limits limits() {
    return values.limits;
  }

  /** Collects capabilities. Not thread-safe. */
  public static final class Builder implements Cloneable {
    private ContentMode contentMode = ContentMode.STRUCTURED;
    private String attributePrefix = "ce-";
    private OrderedBatch orderedBatch = OrderedBatch.UNSUPPORTED;
    private Duration releaseDelay = Duration.ZERO;
    private Duration leaseStep = Duration.ofHours(12);
    private Duration leaseCap = Duration.ofDays(3650);
    private boolean nativeDeadLetter;
    private boolean atomicBatch;
    private boolean countsReceives;
    private int receiveOvershoot;
    private int maxDeliveryLimit;
    private Limits limits = Limits.builder().build();

    private Builder() {}

    /**
     * Lays events out in binary mode.
     *
     * @param prefix what stands before an attribute's name
     */
    public Builder binary(String prefix) {
      contentMode = ContentMode.BINARY;
      attributePrefix = prefix;
      return this;
    }

    /**
     * Keeps order per key.
     *
     * @param batch how several events of a key share a batch
     */
    public Builder ordered(OrderedBatch batch) {
      orderedBatch = batch;
      return this;
    }

    /**
     * Delays releases natively.
     *
     * @param longest the longest delay
     */
    public Builder releaseDelay(Duration longest) {
      releaseDelay = longest;
      return this;
    }

    /**
     * Bounds leases.
     *
     * @param step the longest single lease or extension
     * @param cap the longest time from the receive on, all extensions included
     */
    public Builder lease(Duration step, Duration cap) {
      leaseStep = step;
      leaseCap = cap;
      return this;
    }

    /** Understands {@link Verdict.DeadLetter}. */
    public Builder nativeDeadLetter() {
      nativeDeadLetter = true;
      return this;
    }

    /** Refuses a whole batch for one bad message. */
    public Builder atomicBatch() {
      atomicBatch = true;
      return this;
    }

    /** Counts deliveries exactly. */
    public Builder countsReceives() {
      countsReceives = true;
      return this;
    }

    /**
     * May push more than was asked for.
     *
     * @param events by how many at most
     */
    public Builder receiveOvershoot(int events) {
      receiveOvershoot = events;
      return this;
    }

    /**
     * Has a native delivery limit.
     *
     * @param highest the highest that can be set
     */
    public Builder maxDeliveryLimit(int highest) {
      maxDeliveryLimit = highest;
      return this;
    }

    /**
     * Sets the bounds of the service.
     *
     * @param limits the bounds
     */
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** Returns the capabilities. */
    public Capabilities build() {
      try {
        return new Capabilities((Builder) clone());
      } catch (CloneNotSupportedException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}
