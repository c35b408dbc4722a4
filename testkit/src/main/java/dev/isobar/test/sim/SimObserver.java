package dev.isobar.test.sim;

import dev.isobar.spi.WireMessage;

/** Watches what a {@link SimBroker} does, as a witness. Every method does nothing by default. */
public interface SimObserver {
  /** How a delivery ended at the broker. */
  enum End {
    /** The event was acknowledged and is gone. */
    COMPLETED,
    /** The event was given back. */
    RELEASED,
    /** The event moved to the dead letters in one step. */
    DEAD_LETTERED,
    /** The lease ended by itself. */
    EXPIRED
  }

  /**
   * An event was stored.
   *
   * @param place the physical name of the topic, queue or bus it was sent to
   * @param message the event
   */
  default void sent(String place, WireMessage message) {}

  /**
   * A copy of an event was stored where it can be received.
   *
   * @param place the physical name of the channel
   * @param message the event
   */
  default void stored(String place, WireMessage message) {}

  /**
   * An event was leased.
   *
   * @param place the physical name of the channel
   * @param message the event
   * @param process the name of the receiving process
   */
  default void leased(String place, WireMessage message, String process) {}

  /**
   * A delivery ended.
   *
   * @param place the physical name of the channel
   * @param message the event
   * @param process the name of the process that had it
   * @param end how it ended
   */
  default void ended(String place, WireMessage message, String process, End end) {}

  /**
   * The broker did something wrong.
   *
   * @param fault what
   * @param place the physical name of what it concerned, or empty
   */
  default void misbehaved(Fault fault, String place) {}
}
