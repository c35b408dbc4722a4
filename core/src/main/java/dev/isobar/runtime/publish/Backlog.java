package dev.isobar.runtime.publish;

import dev.isobar.spi.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait to be sent. Lanes take turns, so that a long or closed one holds up no
 * other.
 */
final class Backlog {
  private final boolean ordered;
  private final boolean onePerKey;
  private final int batchEvents;
  private final long batchBytes;
  private final Lane free = new Lane(null);
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Deque<Lane> turns = new ArrayDeque<>();
  private int events;
  private long bytes;

  /**
   * Creates an empty backlog.
   *
   * @param ordered whether the order of a key is kept
   * @param onePerKey whether a call may hold only one event of a key
   * @param limits bound a call
   */
  Backlog(boolean ordered, boolean onePerKey, Limits limits) {
    this.ordered = ordered;
    this.onePerKey = onePerKey;
    this.batchEvents = (int) Math.min(limits.batchMessages().value(), Integer.MAX_VALUE);
    this.batchBytes = limits.batchBytes().value();
  }

  /** Returns whether nothing can be sent now. */
  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** Returns whether waiting for more would not make the next call fuller. */
  boolean fillsCall() {
    return events >= batchEvents || bytes >= batchBytes || nextWasRefused();
  }

  void add(PendingEvent event) {
    Lane lane = lane(event.message.key());
    event.lane = lane;
    lane.add(event);
    changed(lane);
  }

  /** Puts events back before all others of their lanes, in their order. */
  void putBack(List<PendingEvent> some) {
    for (int i = some.size() - 1; i >= 0; i--) {
      Lane lane = laneOf(some.get(i));
      lane.addFirst(some.get(i));
      changed(lane);
    }
  }

  void remove(PendingEvent event) {
    Lane lane = laneOf(event);
    lane.remove(event);
    changed(lane);
  }

  /** Takes the events of the next call and closes their lanes. */
  Call take() {
    Call call = new Call(batchEvents, batchBytes);
    boolean room = true;
    while (room && !call.full() && !turns.isEmpty()) {
      Lane lane = turns.remove();
      lane.queued = false;
      room = take(call, lane);
      if (!room && lane.open()) {
        lane.queued = true;
        turns.addFirst(lane);
      }
      changed(lane);
    }
    return call;
  }

  /**
   * Counts a lane again after a change, gives it a turn when it can be sent, forgets it when idle.
   */
  void changed(Lane lane) {
    boolean ready = lane.open() && lane.first() != null;
    boolean one = onePerKey && lane.key != null;
    PendingEvent first = lane.first();
    int eventsNow = !ready ? 0 : one ? 1 : lane.events();
    long bytesNow = !ready || first == null ? 0 : one ? first.bytes : lane.bytes();
    events += eventsNow - lane.countedEvents;
    bytes += bytesNow - lane.countedBytes;
    lane.countedEvents = eventsNow;
    lane.countedBytes = bytesNow;
    queue(lane, ready);
    if (lane.key != null && lane.idle()) {
      lanes.remove(lane.key, lane);
    }
  }

  private void queue(Lane lane, boolean ready) {
    if (ready && !lane.queued) {
      turns.add(lane);
    } else if (!ready && lane.queued) {
      turns.remove(lane);
    }
    lane.queued = ready;
  }

  private boolean take(Call call, Lane lane) {
    boolean one = onePerKey && lane.key != null;
    PendingEvent next = lane.first();
    while (next != null) {
      if (!call.add(next)) {
        return false;
      }
      lane.remove(next);
      next.place = PendingEvent.Place.IN_FLIGHT;
      lane.inFlight = lane.key != null;
      next = one ? null : lane.first();
    }
    return true;
  }

  private boolean nextWasRefused() {
    Lane lane = turns.peek();
    PendingEvent first = lane == null ? null : lane.first();
    return first != null && first.company != Integer.MAX_VALUE;
  }

  private Lane lane(@Nullable String key) {
    return ordered && key != null ? lanes.computeIfAbsent(key, Lane::new) : free;
  }

  private static Lane laneOf(PendingEvent event) {
    Lane lane = event.lane;
    if (lane == null) {
      throw new IllegalStateException("an event without a lane");
    }
    return lane;
  }
}
