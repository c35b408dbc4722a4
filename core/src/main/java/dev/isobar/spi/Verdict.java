package dev.isobar.spi;

import java.time.Duration;

/** What is to become of a leased event. */
public sealed interface Verdict {
  /** Returns the lease to settle. */
  Lease lease();

  /**
   * The event is done with: delete it, acknowledge it.
   *
   * @param lease the lease to settle
   */
  record Complete(Lease lease) implements Verdict {}

  /**
   * The event is given back, to be received again after a delay.
   *
   * @param lease the lease to settle
   * @param delay from zero to {@link Capabilities#releaseDelay()}; rounded up by the driver
   */
  record Release(Lease lease, Duration delay) implements Verdict {}

  /**
   * The event moves to the dead letters in one step. Sent only where {@link
   * Capabilities#nativeDeadLetter()}.
   *
   * @param lease the lease to settle
   * @param story why it is given up on
   */
  record DeadLetter(Lease lease, Story story) implements Verdict {}
}
