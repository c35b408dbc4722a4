package dev.isobar.local;

import dev.isobar.spi.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One transaction after the other on the file: the clock, the counter and the catalog, and what has
 * to be taken back when a transaction fails. Used by the flow alone.
 */
final class Store {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Platform platform;
  private final Database database;
  private final Set<String> touched = new HashSet<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private @Nullable Catalog catalog;
  private int catalogOf;
  private long clockOffset;
  private long nextId;
  private long savedNextId;
  private long now;
  private long wallMillis;
  private boolean written;

  Store(Platform platform, Database database) {
    this.platform = platform;
    this.database = database;
  }

  Database database() {
    return database;
  }

  Platform platform() {
    return platform;
  }

  /** Waits for other writers, then begins. */
  void begin() throws SQLException {
    database.reopenIfReplaced();
    touched.clear();
    undo.clear();
    written = false;
    long version;
    try (ResultSet row =
        database.query(
            "UPDATE broker SET clock = max(clock, clock_offset + ?)"
                + " RETURNING next_id, clock, clock_offset, topology",
            monotonicMillis())) {
      row.next();
      nextId = savedNextId = row.getLong(1);
      now = row.getLong(2);
      clockOffset = row.getLong(3);
      version = row.getLong(4);
    }
    readClock();
    if (catalog == null || catalog.version() != version || catalogOf != database.opened()) {
      catalogOf = database.opened();
      catalog = Catalog.load(database, version);
    }
  }

  /** The monotonic clock begins anew with each start of the machine; broker time goes on. */
  private void readClock() throws SQLException {
    long monotonic = monotonicMillis();
    if (clockOffset == 0 || clockOffset + monotonic < now) {
      now = Math.max(now, platform.now().toEpochMilli());
      clockOffset = now - monotonic;
      database.update("UPDATE broker SET clock = ?, clock_offset = ?", now, clockOffset);
      written = true;
    }
    now = clockOffset + monotonic;
    wallMillis = platform.now().toEpochMilli();
  }

  /** Ends the transaction; without an answer from the disk when nothing was written. */
  void commit() throws SQLException {
    if (nextId != savedNextId) {
      database.update("UPDATE broker SET next_id = ?", nextId);
      written = true;
    }
    if (written) {
      database.commit();
    } else {
      database.rollback();
    }
    undo.clear();
  }

  /** Gives up the transaction and the connection. */
  void abandon() {
    database.close();
    catalog = null;
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  void close() {
    database.close();
  }

  /** Runs a statement that writes; returns the number of rows. */
  int write(String sql, @Nullable Object... values) throws SQLException {
    written = true;
    return database.update(sql, values);
  }

  ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return database.query(sql, values);
  }

  /** Remembers how to take a change of memory back when the transaction fails. */
  void onFailure(Runnable takeBack) {
    undo.push(takeBack);
  }

  /** Remembers that something became available, or a key free, in a queue. */
  void touch(Catalog.Entry queue) {
    touched.add(queue.name());
  }

  Set<String> touched() {
    return touched;
  }

  /** Returns the next number for an event, a resource or an owner. */
  long newId() {
    return nextId++;
  }

  /** Returns the broker time of this transaction, in milliseconds. */
  long now() {
    return now;
  }

  /** Returns the wall clock of this transaction, in milliseconds since 1970. */
  long wallMillis() {
    return wallMillis;
  }

  /** Returns the broker time of this transaction plus a duration, not less than it. */
  long later(Duration duration) {
    return now + duration.plusNanos(NANOS_PER_MILLI - 1).toMillis();
  }

  /** Returns the broker time outside of transactions, as far as this process knows it. */
  long roughlyNow() {
    return clockOffset + monotonicMillis();
  }

  Catalog catalog() {
    Catalog loaded = catalog;
    if (loaded == null) {
      throw new IllegalStateException("no transaction has begun");
    }
    return loaded;
  }

  /** Returns a number that changes whenever another process has written. Between transactions. */
  long changes() throws SQLException {
    Long version = database.number("PRAGMA data_version");
    database.rollback();
    return version == null ? 0 : version;
  }

  /** Returns when the first row of each queue that is not empty is due. Between transactions. */
  Map<String, Long> earliest() throws SQLException {
    Map<String, Long> earliest = new HashMap<>();
    try (ResultSet rows =
        query(
            "SELECT name, due FROM (SELECT r.name AS name,"
                + " (SELECT min(d.due) FROM delivery d WHERE d.queue = r.id) AS due"
                + " FROM resource r WHERE r.kind IN ('subscription', 'queue', 'dead'))"
                + " WHERE due IS NOT NULL")) {
      while (rows.next()) {
        earliest.put(rows.getString(1), rows.getLong(2));
      }
    }
    database.rollback();
    return earliest;
  }

  /** Makes every process load its catalog again. */
  void catalogChanged() throws SQLException {
    long version = catalog().version() + 1;
    write("UPDATE broker SET topology = ?", version);
    catalog = Catalog.load(database, version);
  }

  private long monotonicMillis() {
    return Math.floorDiv(platform.nanoTime(), NANOS_PER_MILLI);
  }
}
