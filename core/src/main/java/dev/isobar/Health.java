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
    /** Returns its name, e.g. {@code subscriber billing}. */
    String name();

    /** Returns its state. */
    Status status();

    /** Returns what fails, in words, or empty when nothing does. */
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

  /** Returns every component. */
  List<Component> components();
}
