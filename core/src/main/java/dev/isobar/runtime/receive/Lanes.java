package dev.isobar.runtime.receive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries may go to a handler now. An entry without a key is ready at once; of the entries of
 * one key only the oldest is, the others are blocked behind it.
 */
final class Lanes {
  private final Deque<Entry> ready = new ArrayDeque<>();
  private final Map<String, Deque<Entry>> lanes = new HashMap<>();
  private final Map<String, Set<String>> away = new Recent();
  private int blocked;

  /**
   * By key, oldest first, what was lost or given back and has not come again. Bounded: what it
   * forgets only costs order where leases were lost.
   */
  private static final class Recent extends LinkedHashMap<String, Set<String>> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 10_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
      return size() > MOST;
    }
  }

  /**
   * Whether a received entry overtakes one of its key that was lost or given back, and so must go
   * back behind it. Each event goes back at most once for that: when it comes again, whatever is
   * older and has not come is with another consumer.
   */
  boolean overtakes(Entry entry) {
    Set<String> older = entry.key == null ? null : away.get(entry.key);
    if (older == null || !older.add(entry.received.nativeId())) {
      forgetUpTo(entry, older);
      return false;
    }
    return true;
  }

  private void forgetUpTo(Entry entry, @Nullable Set<String> older) {
    if (older == null) {
      return;
    }
    Iterator<String> ids = older.iterator();
    boolean found = false;
    while (!found && ids.hasNext()) {
      found = ids.next().equals(entry.received.nativeId());
      ids.remove();
    }
    if (older.isEmpty()) {
      away.remove(entry.key);
    }
  }

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
    goesAway(lost, behind);
    lane.removeLast();
    block(lost, false);
    if (lane.isEmpty()) {
      lanes.remove(lost.key);
    }
    return behind;
  }

  private void goesAway(Entry lost, List<Entry> behind) {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(lost.received.nativeId());
    behind.forEach(entry -> ids.add(entry.received.nativeId()));
    ids.addAll(away.getOrDefault(lost.key, Set.of()));
    away.put(lost.key, ids);
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
