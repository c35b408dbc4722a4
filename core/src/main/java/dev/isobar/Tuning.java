package dev.isobar;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * How a subscription or queue is consumed. Immutable; each method that sets something returns a new
 * instance. Values in the configuration win over these.
 */
public final class Tuning {
  /** The longest delay that {@link Delivery#retryAfter} and a back-off may ask for. */
  public static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(30);

  private static final Tuning DEFAULTS = new Tuning(new Values());

  private final Values values;

  private Tuning(Values values) {
    this.values = values;
  }

  /** The defaults; one copy is changed per setter. */
  private static final class Values implements Cloneable {
    private int maxAttempts = 5;
    private Duration backoff = Duration.ofSeconds(1);
    private double backoffFactor = 2;
    private Duration maxBackoff = Duration.ofMinutes(5);
    private double backoffJitter = 0.2;
    private int concurrency = 16;
    private Duration lease = Duration.ofSeconds(60);
    private Duration maxLease = Duration.ofMinutes(30);
    private int maxHeld = 1_000;
    private UnhandledPolicy unhandled = UnhandledPolicy.REJECT;
    private boolean interruptOnCancel;

    private Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  /** Returns the defaults. */
  public static Tuning defaults() {
    return DEFAULTS;
  }

  /** Returns after how many failed attempts an event is dead-lettered; 5 by default. */
  public int maxAttempts() {
    return values.maxAttempts;
  }

  /**
   * Sets after how many failed attempts an event is dead-lettered.
   *
   * @param attempts from 1 to 45; the highest native backstop (Pub/Sub's 100 deliveries) bounds it
   */
  public Tuning maxAttempts(int attempts) {
    Values copy = values.copy();
    copy.maxAttempts = between("max-attempts", attempts, 1, 45);
    return new Tuning(copy);
  }

  /** Returns the delay after the first failure; 1 second by default. */
  public Duration backoff() {
    return values.backoff;
  }

  /** Returns the factor from one delay to the next; 2 by default. */
  public double backoffFactor() {
    return values.backoffFactor;
  }

  /** Returns the longest delay; 5 minutes by default. */
  public Duration maxBackoff() {
    return values.maxBackoff;
  }

  /** Returns the share by which a delay is varied up or down; 0.2 by default. */
  public double backoffJitter() {
    return values.backoffJitter;
  }

  /**
   * Sets the delays between attempts.
   *
   * @param first the delay after the first failure, from 0 to 30 minutes
   * @param factor from 1 to 10
   * @param longest the longest delay, from {@code first} to 30 minutes
   */
  public Tuning backoff(Duration first, double factor, Duration longest) {
    between("backoff", first, Duration.ZERO, MAX_RETRY_DELAY);
    between("backoff-factor", factor, 1, 10);
    between("max-backoff", longest, first, MAX_RETRY_DELAY);
    Values copy = values.copy();
    copy.backoff = first;
    copy.backoffFactor = factor;
    copy.maxBackoff = longest;
    return new Tuning(copy);
  }

  /**
   * Sets the share by which a delay is varied up or down.
   *
   * @param share from 0 (none) to 1
   */
  public Tuning backoffJitter(double share) {
    Values copy = values.copy();
    copy.backoffJitter = between("backoff-jitter", share, 0, 1);
    return new Tuning(copy);
  }

  /** Returns how many handlers run at once; 16 by default. */
  public int concurrency() {
    return values.concurrency;
  }

  /**
   * Sets how many handlers run at once.
   *
   * @param handlers from 1 to 10,000
   */
  public Tuning concurrency(int handlers) {
    Values copy = values.copy();
    copy.concurrency = between("concurrency", handlers, 1, 10_000);
    return new Tuning(copy);
  }

  /** Returns for how long an event is leased at a time; 60 seconds by default. */
  public Duration lease() {
    return values.lease;
  }

  /**
   * Sets for how long an event is leased at a time. A crashed consumer's events come back after it.
   *
   * @param lease from 1 second to 10 minutes
   */
  public Tuning lease(Duration lease) {
    Values copy = values.copy();
    copy.lease = between("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(10));
    return new Tuning(copy);
  }

  /** Returns for how long a running handler keeps its lease; 30 minutes by default. */
  public Duration maxLease() {
    return values.maxLease;
  }

  /**
   * Sets for how long a running handler keeps its lease.
   *
   * @param maxLease from 1 second to 11 hours; SQS ends every lease 12 hours after the receive
   */
  public Tuning maxLease(Duration maxLease) {
    Values copy = values.copy();
    copy.maxLease = between("max-lease", maxLease, Duration.ofSeconds(1), Duration.ofHours(11));
    return new Tuning(copy);
  }

  /** Returns how many events may wait for a retry with their lease held; 1,000 by default. */
  public int maxHeld() {
    return values.maxHeld;
  }

  /**
   * Sets how many events may wait for a retry with their lease held; past it no more are received.
   *
   * @param events from 1 to 100,000
   */
  public Tuning maxHeld(int events) {
    Values copy = values.copy();
    copy.maxHeld = between("max-held", events, 1, 100_000);
    return new Tuning(copy);
  }

  /** Returns what becomes of an event whose type no handler takes; rejected by default. */
  public UnhandledPolicy unhandled() {
    return values.unhandled;
  }

  /**
   * Sets what becomes of an event whose type no handler takes.
   *
   * @param policy the policy
   */
  public Tuning unhandled(UnhandledPolicy policy) {
    Values copy = values.copy();
    copy.unhandled = Objects.requireNonNull(policy, "policy");
    return new Tuning(copy);
  }

  /** Returns whether a handler is interrupted when its lease is lost; false by default. */
  public boolean interruptOnCancel() {
    return values.interruptOnCancel;
  }

  /**
   * Sets whether a handler is interrupted when its lease is lost. An interrupt closes file channels
   * in use, so it is opt-in.
   *
   * @param interrupt whether to interrupt
   */
  public Tuning interruptOnCancel(boolean interrupt) {
    Values copy = values.copy();
    copy.interruptOnCancel = interrupt;
    return new Tuning(copy);
  }

  private static int between(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw refused(what, value, least, most);
    }
    return value;
  }

  private static double between(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw refused(what, value, least, most);
    }
    return value;
  }

  private static Duration between(String what, Duration value, Duration least, Duration most) {
    Objects.requireNonNull(value, what);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw refused(what, print(value), print(least), print(most));
    }
    return value;
  }

  /** A duration as the configuration writes it, e.g. {@code 1m30s}. */
  static String print(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1_000 != 0 && millis < 10_000
        ? millis + "ms"
        : Duration.ofMillis(millis).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  private static IsobarException refused(String what, Object value, Object least, Object most) {
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        what + " is " + value + "; it must be from " + least + " to " + most);
  }
}
