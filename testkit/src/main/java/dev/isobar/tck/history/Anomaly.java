package dev.isobar.tck.history;

import java.util.Locale;

/** What can be wrong with a run, by the promise that it breaks. */
public enum Anomaly {
  /** A publish succeeded, and the witness does not have the event (P1). */
  ACKED_BUT_UNSTORED,
  /** An event was stored, and after the drain a subscription has neither handled nor buried it. */
  LOST,
  /** An event was acknowledged before anything had handled, buried or filtered it (P1). */
  ACKNOWLEDGED_UNHANDLED,
  /** An event appeared that nobody published, that was refused, or that is not as published. */
  PHANTOM,
  /** The publish ended without an answer, and the event is stored: allowed, and counted. */
  RECOVERED,
  /** An event was completed more than once; allowed after a break, else invalid (P2). */
  DUPLICATE,
  /** More failures than attempts, or a dead letter with fewer (P5). */
  ATTEMPTS_WRONG,
  /** The first completions of a key are not in the order of its publishes (P3). */
  ORDER_PER_KEY,
  /** An event was handled again after a later one of its key was completed. */
  STALE_REPLAY,
  /** Two handlers had events of one key at the same time (P3). */
  DOUBLE_IN_FLIGHT_PER_KEY,
  /** Two handlers had the same event at the same time. */
  SAME_EVENT_IN_TWO_HANDLERS,
  /** After a dead letter its key did not move on (P3). */
  GAP_AFTER_DEAD_LETTER,
  /** A dead letter is missing, or not as it must be (P6). */
  DEAD_LETTER_WRONG,
  /** A redriven event went to another subscription, or did not come (P6). */
  REDRIVE_WRONG,
  /** A filter let through what it rejects, or kept what it accepts (P7). */
  FILTER_WRONG,
  /** An event was acknowledged by a delivery whose lease was lost (P4). */
  LATE_ACK_AS_SUCCESS,
  /** Something went on after the instance had closed (P8). */
  CLOSE_LEAK,
  /** After the faults had ended an event took too long (P9). */
  STUCK,
  /** The run proves nothing: it was not drained, not witnessed, or its faults did not happen. */
  UNKNOWN;

  /** Returns the name as the documentation writes it, e.g. {@code order per key}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
