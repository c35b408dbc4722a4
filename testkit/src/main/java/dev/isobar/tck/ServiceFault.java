package dev.isobar.tck;

/** What a service or the way to it can do wrong. */
public enum ServiceFault {
  /** No call gets through and no event is pushed. */
  UNREACHABLE,
  /** Nothing answers, and no connection ends. */
  HANGS,
  /** Sends are stored and their answers lost, half of the time. */
  ANSWER_LOST,
  /** Half of the entries of a batch are refused, for a reason that passes. */
  ENTRY_REFUSED,
  /** The answers leave out half of the entries, some of which are stored. */
  ENTRY_UNMENTIONED,
  /** The credentials permit nothing any more. */
  FORBIDDEN,
  /** Every call is throttled. */
  THROTTLED,
  /** Receiving ends with a failure whenever there is something to receive. */
  RECEIVE_FAILS,
  /** Acknowledgements, releases and native dead-lettering fail. */
  SETTLE_FAILS,
  /** Extensions of leases fail. */
  EXTEND_FAILS,
  /** The service forgets leases before their end. */
  LEASE_LOST,
  /** The dead-letter place cannot be written to. */
  DEAD_LETTERS_UNWRITABLE,
  /** The wall clock is wrong by days; given once at the beginning of the fault. */
  WALL_CLOCK_JUMPS
}
