package dev.isobar.local;

import dev.isobar.DeadLetter.Cause;
import dev.isobar.local.Catalog.Entry;
import dev.isobar.spi.Received;
import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Leases for one receiver what is available in its queue. */
final class Claims {
  private static final int BYTES_AT_ONCE = 4 << 20;
  private static final String EVENT = "e.accepted, e.content_type, e.key, e.attributes, e.body";

  private final Store store;
  private final Entry queue;
  private final String origin;
  private final long owner;
  private final long until;
  private final int wanted;
  private final List<Received> received = new ArrayList<>();
  private int bytes;

  /**
   * Prepares to lease.
   *
   * @param origin the logical name of the queue, for the story of what is given up
   * @param wanted how many events at most
   */
  Claims(Store store, Entry queue, String origin, long owner, Duration lease, int wanted) {
    this.store = store;
    this.queue = queue;
    this.origin = origin;
    this.owner = owner;
    this.until = store.later(lease) + 1;
    this.wanted = wanted;
  }

  /** Returns whether as many were leased as may be at once, so that there may be more. */
  boolean isFull() {
    return received.size() >= wanted || bytes >= BYTES_AT_ONCE;
  }

  List<Received> received() {
    return received;
  }

  /** Leases the first available rows, until there are none or enough. */
  void claimRanges() throws SQLException {
    boolean more = true;
    while (more && !isFull()) {
      more = range();
    }
  }

  /** Leases one range of the primary key; returns whether there may be another one. */
  private boolean range() throws SQLException {
    List<LocalLease> exhausted = new ArrayList<>();
    LocalLease last = null;
    long lastDue = 0;
    int limit = wanted - received.size();
    int count = 0;
    try (ResultSet rows =
        store.query(
            "SELECT d.due, d.event, d.receives, d.shared, "
                + EVENT
                + " FROM delivery d CROSS JOIN event e ON e.id = d.event"
                + " WHERE d.queue = ? AND d.due <= ? ORDER BY d.due, d.event LIMIT ?",
            queue.id(),
            store.now(),
            limit)) {
      while (bytes < BYTES_AT_ONCE && rows.next()) {
        count++;
        lastDue = rows.getLong(1);
        last = lease(rows.getLong(2), rows.getInt(3), rows.getInt(4) == 1);
        if (isExhausted(last)) {
          exhausted.add(last);
        } else {
          take(last, rows, 5);
        }
      }
    }
    if (last != null) {
      store.write(
          "UPDATE delivery SET due = ?, owner = ?, receives = receives + 1"
              + " WHERE queue = ? AND (due, event) <= (?, ?)",
          until,
          owner,
          queue.id(),
          lastDue,
          last.event);
    }
    for (LocalLease lease : exhausted) {
      giveUp(lease);
    }
    return count == limit;
  }

  /** Leases one row. */
  void claimRow(long due, long event, int receives, boolean shared) throws SQLException {
    LocalLease lease = lease(event, receives, shared);
    store.write(
        "UPDATE delivery SET due = ?, owner = ?, receives = receives + 1"
            + " WHERE queue = ? AND due = ? AND event = ?",
        until,
        owner,
        queue.id(),
        due,
        event);
    if (isExhausted(lease)) {
      giveUp(lease);
      return;
    }
    try (ResultSet row = store.query("SELECT " + EVENT + " FROM event e WHERE e.id = ?", event)) {
      if (row.next()) {
        take(lease, row, 1);
      }
    }
  }

  private LocalLease lease(long event, int receives, boolean shared) {
    return new LocalLease(queue, event, owner, receives + 1, shared, until);
  }

  private boolean isExhausted(LocalLease lease) {
    return queue.maxReceives() > 0 && lease.epoch > queue.maxReceives();
  }

  private void take(LocalLease lease, ResultSet row, int column) throws SQLException {
    Map<String, String> attributes = Attributes.read(row.getString(column + 3));
    WireMessage message =
        new WireMessage(
            row.getBytes(column + 4),
            row.getString(column + 1),
            attributes,
            row.getString(column + 2),
            "");
    bytes += message.size();
    received.add(
        Received.of(lease, message, Long.toString(lease.event))
            .receiveCount(lease.epoch)
            .accepted(Instant.ofEpochMilli(row.getLong(column)))
            .nativeAttributes(attributes)
            .story(queue.isDead() ? Deliveries.story(store, queue.id(), lease.event) : null)
            .build());
  }

  /** The backstop for events whose handlers end the process each time. */
  private void giveUp(LocalLease lease) throws SQLException {
    int attempts = lease.epoch - 1;
    Deliveries.deadLetter(
        store,
        lease,
        new Story(
            Cause.BACKSTOP,
            "leased " + attempts + " times and never settled",
            attempts,
            origin,
            Instant.ofEpochMilli(store.wallMillis())));
  }

  /** Returns when the next row becomes available by time alone, in broker time. */
  long nextDue() throws SQLException {
    Long due =
        store
            .database()
            .number(
                "SELECT min(due) FROM delivery WHERE queue = ? AND due > ?",
                queue.id(),
                store.now());
    return due == null ? Long.MAX_VALUE : due;
  }
}
