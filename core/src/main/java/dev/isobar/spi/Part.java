package dev.isobar.spi;

/** The parts of a resource. */
public enum Part {
  /** The topic, queue, bus, subscription or route itself. */
  MAIN,
  /** Where an event is sent for one subscription or queue alone (redrive). */
  RETURN,
  /** Where events of a subscription or queue lie that were given up on. */
  DEAD_LETTER
}
