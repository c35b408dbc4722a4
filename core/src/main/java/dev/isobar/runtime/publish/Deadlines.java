package dev.isobar.runtime.publish;

import org.jspecify.annotations.Nullable;

/** Pending events by their deadline. One that is due after all others is added at no cost. */
final class Deadlines {
  private @Nullable PendingEvent first;
  private @Nullable PendingEvent last;

  /** Returns the event that is due first, or null when none is pending. */
  @Nullable PendingEvent first() {
    return first;
  }

  void add(PendingEvent event) {
    PendingEvent left = last;
    while (left != null && left.deadline - event.deadline > 0) {
      left = left.earlier;
    }
    PendingEvent right = left == null ? first : left.later;
    join(left, event);
    join(event, right);
  }

  void remove(PendingEvent event) {
    join(event.earlier, event.later);
    event.earlier = null;
    event.later = null;
  }

  private void join(@Nullable PendingEvent left, @Nullable PendingEvent right) {
    if (left == null) {
      first = right;
    } else {
      left.later = right;
    }
    if (right == null) {
      last = left;
    } else {
      right.earlier = left;
    }
  }
}
