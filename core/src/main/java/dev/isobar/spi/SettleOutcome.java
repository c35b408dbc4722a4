package dev.isobar.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one verdict or extension. Immutable. */
public final class SettleOutcome {
  /** The three results. */
  public enum Status {
    /** The service has done it. */
    DONE,
    /** The lease was over: the event is available to others, or with them. */
    LEASE_LOST,
    /** It did not work this time; the lease may be open still. */
    FAILED
  }

  private static final SettleOutcome DONE = new SettleOutcome(Status.DONE, null);

  private final Status status;
  private final @Nullable Throwable failure;

  private SettleOutcome(Status status, @Nullable Throwable failure) {
    this.status = status;
    this.failure = failure;
  }

  /** The service has done it. */
  public static SettleOutcome done() {
    return DONE;
  }

  /**
   * The lease was over.
   *
   * @param failure the service's answer, or null when the driver knows by itself
   */
  public static SettleOutcome leaseLost(@Nullable Throwable failure) {
    return new SettleOutcome(Status.LEASE_LOST, failure);
  }

  /**
   * It did not work this time.
   *
   * @param failure what {@link Driver#classify} understands
   */
  public static SettleOutcome failed(Throwable failure) {
    return new SettleOutcome(Status.FAILED, Objects.requireNonNull(failure, "failure"));
  }

  /** Returns which of the three it is. */
  public Status status() {
    return status;
  }

  /** Returns the service's answer where there is one. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
