package dev.isobar;

import java.time.Duration;
import java.util.Optional;

/**
 * How a handler settles a delivery. Only the {@link Delivery} itself makes one, and it takes effect
 * only by being returned, so that none can be dropped by accident. Immutable.
 */
public interface Settlement {
  /** The three ways to settle. */
  enum Kind {
    /** Done: the event is acknowledged. */
    COMPLETE,
    /** Failed for now: delivered again after a back-off, until attempts are exhausted. */
    RETRY,
    /** Failed for good: dead-lettered at once. */
    REJECT
  }

  /** Returns which of the three it is. */
  Kind kind();

  /** Returns the delivery that made it. */
  Delivery delivery();

  /** Returns the delay asked for, or empty for the back-off of the subscription. */
  Optional<Duration> delay();

  /** Returns the reason, empty for {@link Kind#COMPLETE}. */
  String reason();
}
