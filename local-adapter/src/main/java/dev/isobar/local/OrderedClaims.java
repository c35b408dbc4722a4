package dev.isobar.local;

import dev.isobar.local.Catalog.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leases from an ordered queue, key after key in turn. A key is free for an owner when no other one
 * has a lease of it; its events are leased in order, and none behind one that is delayed. Within a
 * key only rows in front were ever leased, so that the rows up to the first one that never was tell
 * everything about the key.
 */
final class OrderedClaims {
  private static final int ROWS_OF_A_KEY_AT_ONCE = 8;

  private final Store store;
  private final Claims claims;
  private final Entry queue;
  private final long owner;
  private final Set<String> productive = new LinkedHashSet<>();
  private String lastKey;

  /** A row that may be leased. */
  private record Row(long due, long event, int receives, boolean shared) {}

  /**
   * Prepares to lease.
   *
   * @param after the key that was served last
   */
  OrderedClaims(Store store, Claims claims, Entry queue, long owner, String after) {
    this.store = store;
    this.claims = claims;
    this.queue = queue;
    this.owner = owner;
    this.lastKey = after;
  }

  /** Leases until there is enough or nothing left; returns the key that was served last. */
  String claim() throws SQLException {
    Long first =
        store.database().number("SELECT min(due) FROM delivery WHERE queue = ?", queue.id());
    if (first == null || first > store.now()) {
      return lastKey;
    }
    String start = lastKey;
    claimKeys(start, null);
    claimKeys("", start);
    while (!productive.isEmpty() && !claims.isFull()) {
      for (String key : List.copyOf(productive)) {
        claimKey(key);
      }
    }
    return lastKey;
  }

  /** Visits the keys behind {@code after}, up to {@code last} or to the end. */
  private void claimKeys(String after, @Nullable String last) throws SQLException {
    String key = next(after, last);
    while (key != null && !claims.isFull()) {
      claimKey(key);
      key = next(key, last);
    }
  }

  private @Nullable String next(String key, @Nullable String last) throws SQLException {
    String sql = "SELECT min(key) FROM delivery WHERE queue = ? AND key > ?";
    try (ResultSet row =
        last == null
            ? store.query(sql, queue.id(), key)
            : store.query(sql + " AND key <= ?", queue.id(), key, last)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private void claimKey(String key) throws SQLException {
    List<Row> rows = free(key);
    int leased = 0;
    while (leased < rows.size() && !claims.isFull()) {
      Row row = rows.get(leased++);
      claims.claimRow(row.due, row.event, row.receives, row.shared);
    }
    if (leased > 0) {
      lastKey = key;
    }
    if (leased == ROWS_OF_A_KEY_AT_ONCE) {
      productive.add(key);
    } else {
      productive.remove(key);
    }
  }

  private List<Row> free(String key) throws SQLException {
    List<Row> free = new ArrayList<>();
    boolean delayed = false;
    try (ResultSet rows =
        store.query(
            "SELECT due, event, receives, shared, owner FROM delivery"
                + " WHERE queue = ? AND key = ? ORDER BY event",
            queue.id(),
            key)) {
      while (rows.next()) {
        Row row = new Row(rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getInt(4) == 1);
        long leasedBy = rows.getLong(5);
        if (leasedBy != 0 && row.due > store.now()) {
          if (leasedBy != owner) {
            return List.of();
          }
          continue;
        }
        delayed |= row.due > store.now();
        boolean closed = delayed || free.size() == ROWS_OF_A_KEY_AT_ONCE;
        if (!closed) {
          free.add(row);
        } else if (row.receives == 0) {
          break;
        }
      }
    }
    return free;
  }
}
