package dev.isobar.runtime.publish;

import org.jspecify.annotations.Nullable;

/**
 * The waiting events of one key in their order; without a key, those whose order is free. A lane
 * with a key is closed while events of it are in flight or to be tried again.
 */
final class Lane {
  /** The key, or null where order is free. */
  final @Nullable String key;

  /** Whether events of this key are in a call. */
  boolean inFlight;

  /** Whether its first event is to be tried again later. */
  boolean delayed;

  /** The event of the call being read that has failed for good. */
  @Nullable PendingEvent failed;

  /** Whether it stands in the queue of the backlog, and what it counts for there. */
  boolean queued;

  int countedEvents;
  long countedBytes;

  private @Nullable PendingEvent first;
  private @Nullable PendingEvent last;
  private int events;
  private long bytes;

  Lane(@Nullable String key) {
    this.key = key;
  }

  @Nullable PendingEvent first() {
    return first;
  }

  int events() {
    return events;
  }

  long bytes() {
    return bytes;
  }

  boolean open() {
    return !inFlight && !delayed;
  }

  boolean idle() {
    return first == null && open();
  }

  void add(PendingEvent event) {
    PendingEvent left = last;
    enter(event);
    join(left, event);
    join(event, null);
  }

  void addFirst(PendingEvent event) {
    PendingEvent right = first;
    enter(event);
    join(null, event);
    join(event, right);
  }

  void remove(PendingEvent event) {
    join(event.before, event.behind);
    event.before = null;
    event.behind = null;
    events--;
    bytes -= event.bytes;
  }

  private void enter(PendingEvent event) {
    event.place = PendingEvent.Place.WAITING;
    events++;
    bytes += event.bytes;
  }

  private void join(@Nullable PendingEvent left, @Nullable PendingEvent right) {
    if (left == null) {
      first = right;
    } else {
      left.behind = right;
    }
    if (right == null) {
      last = left;
    } else {
      right.before = left;
    }
  }
}
