package dev.isobar;

import io.cloudevents.CloudEvent;
import java.time.Instant;

/** An event given up on, with its story. Immutable. */
public interface DeadLetter {
  /** Why an event is given up on. */
  enum Cause {
    /** Every attempt failed. */
    EXHAUSTED,
    /** A handler, or the policy for unhandled types, rejected it. */
    REJECTED,
    /** Its data could not be decoded. */
    UNDECODABLE,
    /** The service's own delivery limit ended it, e.g. because handlers killed the process. */
    BACKSTOP
  }

  /** Returns the provider's id of this copy, stable while it lies here. */
  String id();

  /** Returns the event, unchanged. */
  CloudEvent event();

  /** Returns why it was given up on. */
  Cause cause();

  /**
   * Returns the reason of the last failure: a rejection's text, or an exception's class and text.
   */
  String reason();

  /** Returns how many attempts were made. */
  int attempts();

  /** Returns the logical name of the subscription or queue it comes from. */
  String origin();

  /** Returns when it was given up on. */
  Instant time();
}
