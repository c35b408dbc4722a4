package dev.isobar.test.sim;

import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One stored copy of an event in one channel. */
final class SimMessage {
  /** Where a copy stands. */
  enum State {
    READY,
    DELAYED,
    LEASED,
    GONE
  }

  /** Tells this copy from every other. */
  final long number;

  /** What the service calls the event: a duplicate of its making has the same. */
  final long id;

  final WireMessage wire;
  final Instant accepted;
  final @Nullable Story story;
  State state = State.READY;
  int receives;
  @Nullable SimLease lease;
  @Nullable Task timer;

  SimMessage(long number, long id, WireMessage wire, Instant accepted, @Nullable Story story) {
    this.number = number;
    this.id = id;
    this.wire = wire;
    this.accepted = accepted;
    this.story = story;
  }

  /** The key that order is kept for, or null where there is none. */
  @Nullable String key() {
    return wire.key();
  }

  void dropTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  @Override
  public String toString() {
    return "message " + id;
  }
}
