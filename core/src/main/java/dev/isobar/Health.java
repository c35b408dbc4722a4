package dev.isobar;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How an instance fares at one moment. Immutable. */
public interface Health {
  /** The states, from good to bad. */
  enum Status {
    /** Working. */
    UP,
    /** Working, with failures that are being retried. */
    DEGRADED,
    /** Closed, or not able to work at all. */
    DOWN
  }

  /** One publisher, subscriber or connection. */
  interface Component {
    /**
     * Returns its name: {@code publisher orders}, {@code subscriber billing}, {@code poller
     * billing}, {@code dead letters of billing} (where the runtime sends them) or {@code redrive to
     * billing}.
     */
    String name();

    /** Returns its state. */
    Status status();

    /**
     * Returns what fails, in words, or empty when nothing does. A paused subscriber is {@link
     * Status#UP} with the problem {@code paused}.
     */
    Optional<String> problem();

    /** Returns the code of what fails, or empty when nothing does. */
    Optional<ErrorCode> code();

    /** Returns how long it has been in this state. */
    Duration since();

    /** Returns how long ago the provider last answered it, or empty when it never did. */
    Optional<Duration> lastAnswer();
  }

  /** Returns the worst state of all components. */
  Status status();

  /**
   * Returns every component, by name. One appears when it is first used, so an instance that has
   * not yet published or subscribed has none. A closed subscriber disappears; when the instance is
   * closed all that are left are {@link Status#DOWN}.
   */
  List<Component> components();
}
