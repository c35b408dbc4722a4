package dev.isobar.test.sim;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.Limits;
import java.time.Duration;
import java.util.List;

/**
 * Which service a {@link SimBroker} resembles: what it can do natively and how it treats leases.
 * Immutable.
 */
public final class SimProfile {
  /** What the service does with the filters of subscriptions and routes. */
  public enum Filters {
    /** It lets everything through. */
    NONE,
    /** It lets through what the filter accepts and some more. */
    SUPERSET,
    /** It lets through exactly what the filter accepts. */
    EXACT
  }

  private final Builder values;

  private SimProfile(Builder values) {
    this.values = values;
  }

  /**
   * Starts a profile.
   *
   * @param name its name, for reports
   * @param capabilities what the driver tells the runtime
   */
  public static Builder builder(String name, Capabilities capabilities) {
    return new Builder(name, capabilities);
  }

  /** An embedded broker: everything native, filters left to the runtime, no latency. */
  public static SimProfile local() {
    return builder(
            "local",
            Capabilities.builder()
                .ordered(OrderedBatch.MANY_PER_KEY)
                .releaseDelay(Duration.ofMinutes(30))
                .nativeDeadLetter()
                .countsReceives()
                .maxDeliveryLimit(1_000)
                .build())
        .keyAffinity()
        .build();
  }

  /** Like SQS behind SNS: native delays, own dead-letter queue, groups block, stale receipts. */
  public static SimProfile sqs() {
    return builder(
            "sqs",
            Capabilities.builder()
                .ordered(OrderedBatch.ONE_PER_KEY)
                .releaseDelay(Duration.ofHours(12))
                .lease(Duration.ofHours(12), Duration.ofHours(12))
                .countsReceives()
                .maxDeliveryLimit(1_000)
                .limits(batchesOf(10))
                .build())
        .filters(Filters.SUPERSET)
        .deduplicates()
        .staleCompletionAnswersDone()
        .latency(Duration.ofMillis(1), Duration.ofMillis(40))
        .build();
  }

  /** Like Pub/Sub: delays up to 10 s, a return topic of its own, more events than asked for. */
  public static SimProfile pubsub() {
    return builder(
            "pubsub",
            Capabilities.builder()
                .binary("ce-")
                .ordered(OrderedBatch.ONE_PER_KEY)
                .releaseDelay(Duration.ofSeconds(10))
                .lease(Duration.ofMinutes(10), Duration.ofDays(365))
                .atomicBatch()
                .countsReceives()
                .receiveOvershoot(10)
                .maxDeliveryLimit(100)
                .limits(batchesOf(100))
                .build())
        .filters(Filters.SUPERSET)
        .separateReturn()
        .keyAffinity()
        .latency(Duration.ofMillis(1), Duration.ofMillis(60))
        .build();
  }

  /** Like Service Bus: no delays, native dead letters, sessions that lose all locks at once. */
  public static SimProfile serviceBus() {
    return builder(
            "servicebus",
            Capabilities.builder()
                .binary("cloudEvents:")
                .ordered(OrderedBatch.MANY_PER_KEY)
                .lease(Duration.ofMinutes(5), Duration.ofDays(365))
                .nativeDeadLetter()
                .atomicBatch()
                .countsReceives()
                .maxDeliveryLimit(2_000)
                .limits(batchesOf(100))
                .build())
        .filters(Filters.EXACT)
        .separateReturn()
        .deduplicates()
        .keyAffinity()
        .sessionLocks()
        .latency(Duration.ofMillis(1), Duration.ofMillis(30))
        .build();
  }

  /** Returns all the ready-made profiles. */
  public static List<SimProfile> all() {
    return List.of(local(), sqs(), pubsub(), serviceBus());
  }

  private static Limits batchesOf(int messages) {
    return Limits.builder()
        .messageBytes(256 * 1024, "the simulated service")
        .batch(messages, 256 * 1024, "the simulated service")
        .settleBatch(messages, "the simulated service")
        .build();
  }

  /** Returns the name. */
  public String name() {
    return values.name;
  }

  Capabilities capabilities() {
    return values.capabilities;
  }

  Filters filters() {
    return values.filters;
  }

  boolean separateReturn() {
    return values.separateReturn;
  }

  boolean deduplicating() {
    return values.deduplicates;
  }

  boolean keyAffinity() {
    return values.keyAffinity;
  }

  boolean sessionLocks() {
    return values.sessionLocks;
  }

  boolean staleCompletionDone() {
    return values.staleCompletion;
  }

  Duration leastLatency() {
    return values.leastLatency;
  }

  Duration mostLatency() {
    return values.mostLatency;
  }

  @Override
  public String toString() {
    return values.name;
  }

  /** Collects what a service is like. Not thread-safe. */
  public static final class Builder implements Cloneable {
    private final String name;
    private final Capabilities capabilities;
    private Filters filters = Filters.NONE;
    private boolean separateReturn;
    private boolean deduplicates;
    private boolean keyAffinity;
    private boolean sessionLocks;
    private boolean staleCompletion;
    private Duration leastLatency = Duration.ZERO;
    private Duration mostLatency = Duration.ZERO;

    private Builder(String name, Capabilities capabilities) {
      this.name = name;
      this.capabilities = capabilities;
    }

    /**
     * Says what becomes of filters; by default everything is let through.
     *
     * @param filters what the service does with them
     */
    public Builder filters(Filters filters) {
      this.filters = filters;
      return this;
    }

    /** Gives subscriptions a return address of their own. */
    public Builder separateReturn() {
      separateReturn = true;
      return this;
    }

    /** Stores a message of an ordered place once when its deduplication id comes again. */
    public Builder deduplicates() {
      deduplicates = true;
      return this;
    }

    /** Lets a receiver that has events of a key get later ones too; else the key is blocked. */
    public Builder keyAffinity() {
      keyAffinity = true;
      return this;
    }

    /** Ends all leases of a key when one of them ends by itself. */
    public Builder sessionLocks() {
      sessionLocks = true;
      return this;
    }

    /** Answers DONE when a lost lease is completed, without doing anything. */
    public Builder staleCompletionAnswersDone() {
      staleCompletion = true;
      return this;
    }

    /**
     * Sets how long a message of the network takes.
     *
     * @param least zero or more
     * @param most {@code least} or more
     */
    public Builder latency(Duration least, Duration most) {
      leastLatency = least;
      mostLatency = most;
      return this;
    }

    /** Returns the profile. */
    public SimProfile build() {
      try {
        return new SimProfile((Builder) clone());
      } catch (CloneNotSupportedException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }
}
