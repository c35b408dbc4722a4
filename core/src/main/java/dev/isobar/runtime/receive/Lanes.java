package dev.isobar.runtime.receive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries may go to a handler now. An entry without a key is ready at once; of the entries of
 * one key only the oldest is, the others are blocked behind it.
 */
final class Lanes {
  private final Deque<Entry> ready = new ArrayDeque<>();
  private final Map<String, Deque<Entry>> lanes = new HashMap<>();
  private int blocked;

  /** Adds a received entry behind all others of its key. */
  void add(Entry entry) {
    if (entry.key == null) {
      ready.add(entry);
      return;
    }
    Deque<Entry> lane = lanes.computeIfAbsent(entry.key, key -> new ArrayDeque<>());
    lane.add(entry);
    if (lane.size() == 1) {
      ready.add(entry);
    } else {
      block(entry, true);
    }
  }

  /** Takes entries for a handler and marks them as running; empty when none is ready. */
  List<Entry> take(int max) {
    List<Entry> batch = new ArrayList<>(Math.min(max, ready.size()));
    while (batch.size() < max && !ready.isEmpty()) {
      Entry entry = ready.remove();
      if (entry.state == Entry.State.WAITING) {
        entry.state = Entry.State.RUNNING;
        batch.add(entry);
      }
    }
    return batch;
  }

  /** Makes a held entry ready again; it is still the oldest of its key. */
  void again(Entry entry) {
    ready.add(entry);
  }

  /** The oldest of a key is done with: the next one is ready. */
  void advance(Entry head) {
    Deque<Entry> lane = head.key == null ? null : lanes.get(head.key);
    if (lane == null || lane.peekFirst() != head) {
      return;
    }
    lane.removeFirst();
    Entry next = lane.peekFirst();
    if (next == null) {
      lanes.remove(head.key);
    } else {
      block(next, false);
      ready.add(next);
    }
  }

  /**
   * Removes an entry that was lost and those behind it, which must not overtake its redelivery.
   *
   * @return the entries behind it, oldest first
   */
  List<Entry> cut(Entry lost) {
    List<Entry> behind = new ArrayList<>();
    Deque<Entry> lane = lost.key == null ? null : lanes.get(lost.key);
    if (lane == null || !lane.contains(lost)) {
      return behind;
    }
    while (lane.peekLast() != lost) {
      Entry last = lane.removeLast();
      block(last, false);
      behind.add(last);
    }
    Collections.reverse(behind);
    lane.removeLast();
    block(lost, false);
    if (lane.isEmpty()) {
      lanes.remove(lost.key);
    }
    return behind;
  }

  /** How many entries stand behind another one of their key. */
  int blocked() {
    return blocked;
  }

  private void block(Entry entry, boolean now) {
    if (entry.blocked != now) {
      entry.blocked = now;
      blocked += now ? 1 : -1;
    }
  }
}
