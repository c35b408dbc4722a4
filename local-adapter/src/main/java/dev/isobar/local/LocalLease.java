package dev.isobar.local;

import dev.isobar.spi.Lease;

/**
 * A leased delivery: the key of its row with the owner that leased it. Each lease of a row ends
 * later than every earlier one, so owner and end tell it from all others. Touched by the flow
 * alone.
 */
final class LocalLease implements Lease {
  final Catalog.Entry queue;
  final long event;
  final long owner;
  final int epoch;
  final boolean shared;

  /** When it ends, in broker time; with queue and event the primary key of the row. */
  long until;

  LocalLease(Catalog.Entry queue, long event, long owner, int epoch, boolean shared, long until) {
    this.queue = queue;
    this.event = event;
    this.owner = owner;
    this.epoch = epoch;
    this.shared = shared;
    this.until = until;
  }

  @Override
  public String toString() {
    return "event " + event + " of " + queue.name() + ", owner " + owner + ", epoch " + epoch;
  }
}
