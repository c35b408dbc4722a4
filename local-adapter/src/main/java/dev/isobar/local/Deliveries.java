package dev.isobar.local;

import dev.isobar.DeadLetter;
import dev.isobar.local.Catalog.Entry;
import dev.isobar.spi.Lease;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Story;
import dev.isobar.spi.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Settles and extends leases, and counts what waits. */
final class Deliveries {
  private static final String ROW = " WHERE queue = ? AND due = ? AND event = ? AND owner = ?";

  private Deliveries() {}

  static List<SettleOutcome> settle(Store store, List<Verdict> verdicts) throws SQLException {
    List<SettleOutcome> outcomes = new ArrayList<>(verdicts.size());
    for (Verdict verdict : verdicts) {
      LocalLease lease = (LocalLease) verdict.lease();
      SettleOutcome outcome;
      if (verdict instanceof Verdict.Release release) {
        outcome = outcome(release(store, lease, release.delay()));
      } else if (verdict instanceof Verdict.DeadLetter dead) {
        outcome = deadLetter(store, lease, dead.story());
      } else {
        outcome = outcome(complete(store, lease));
      }
      outcomes.add(outcome);
      if (lease.queue.ordered() || verdict instanceof Verdict.Release) {
        store.touch(lease.queue);
      }
    }
    return outcomes;
  }

  private static SettleOutcome outcome(boolean done) {
    return done ? SettleOutcome.done() : SettleOutcome.leaseLost(null);
  }

  private static boolean complete(Store store, LocalLease lease) throws SQLException {
    if (change(store, lease, "DELETE FROM delivery" + ROW) == 0) {
      return false;
    }
    if (lease.queue.isDead()) {
      store.write("DELETE FROM story WHERE queue = ? AND event = ?", lease.queue.id(), lease.event);
    }
    dropEvent(store, lease);
    return true;
  }

  private static void dropEvent(Store store, LocalLease lease) throws SQLException {
    if (lease.shared) {
      store.write(
          "DELETE FROM event WHERE id = ?1"
              + " AND NOT EXISTS (SELECT 1 FROM delivery WHERE event = ?1 AND shared = 1)",
          lease.event);
    } else {
      store.write("DELETE FROM event WHERE id = ?", lease.event);
    }
  }

  private static boolean release(Store store, LocalLease lease, Duration delay)
      throws SQLException {
    return change(
            store, lease, "UPDATE delivery SET due = ?, owner = NULL" + ROW, store.later(delay))
        == 1;
  }

  static SettleOutcome deadLetter(Store store, LocalLease lease, Story story) throws SQLException {
    String name = lease.queue.name() + LocalDriver.DEAD_SUFFIX;
    Entry dead = store.catalog().find(name);
    if (dead == null) {
      return SettleOutcome.failed(Failures.notFound(name, "place for dead letters"));
    }
    int moved =
        change(
            store,
            lease,
            "UPDATE delivery SET queue = ?, due = ?, owner = NULL, receives = 0, key = NULL" + ROW,
            dead.id(),
            store.now());
    if (moved == 0) {
      return SettleOutcome.leaseLost(null);
    }
    store.touch(dead);
    store.write(
        "INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?)",
        dead.id(),
        lease.event,
        story.cause().name().toLowerCase(Locale.ROOT),
        story.reason(),
        story.attempts(),
        story.origin(),
        story.time().toEpochMilli());
    return SettleOutcome.done();
  }

  static @Nullable Story story(Store store, long queue, long event) throws SQLException {
    try (ResultSet row =
        store
            .database()
            .query(
                "SELECT cause, reason, attempts, origin, time FROM story"
                    + " WHERE queue = ? AND event = ?",
                queue,
                event)) {
      return row.next()
          ? new Story(
              DeadLetter.Cause.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
              row.getString(2),
              row.getInt(3),
              row.getString(4),
              Instant.ofEpochMilli(row.getLong(5)))
          : null;
    }
  }

  static List<SettleOutcome> extend(Store store, List<Lease> leases, Duration by)
      throws SQLException {
    List<SettleOutcome> outcomes = new ArrayList<>(leases.size());
    for (Lease given : leases) {
      LocalLease lease = (LocalLease) given;
      long until = store.later(by);
      boolean done = change(store, lease, "UPDATE delivery SET due = ?" + ROW, until) == 1;
      if (done) {
        long before = lease.until;
        store.onFailure(() -> lease.until = before);
        lease.until = until;
      }
      outcomes.add(outcome(done));
    }
    return outcomes;
  }

  /** Changes the row of a lease if it is still that of the lease. */
  private static int change(Store store, LocalLease lease, String sql, Object... values)
      throws SQLException {
    Object[] all = new Object[values.length + 4];
    System.arraycopy(values, 0, all, 0, values.length);
    all[values.length] = lease.queue.id();
    all[values.length + 1] = lease.until;
    all[values.length + 2] = lease.event;
    all[values.length + 3] = lease.owner;
    return store.write(sql, all);
  }

  static OptionalLong depth(Store store, String name) throws SQLException {
    Entry queue = store.catalog().find(name);
    if (queue == null) {
      throw Failures.notFound(name, null);
    }
    Long waiting =
        store
            .database()
            .number(
                "SELECT count(*) FROM delivery WHERE queue = ? AND (owner IS NULL OR due <= ?)",
                queue.id(),
                store.now());
    return waiting == null ? OptionalLong.empty() : OptionalLong.of(waiting);
  }
}
