package dev.isobar.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The peer of the local broker: the tightest loops that one thread can write by hand over the same
 * SQLite driver, with the same durability (WAL, synchronous=FULL) and the same payload.
 */
final class RawSqlite implements AutoCloseable {
  /** How many rows each commit holds. */
  static final int ROWS_PER_COMMIT = 64;

  private static final long LEASE_MILLIS = 60_000;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement claim;
  private final PreparedStatement delete;
  private final String attributes;
  private final byte[] body;

  RawSqlite(Path file, String attributes, byte[] body) throws SQLException {
    this.attributes = attributes;
    this.body = body;
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE event (id INTEGER PRIMARY KEY, lease INTEGER NOT NULL,"
              + " attributes TEXT NOT NULL, body BLOB NOT NULL)");
      statement.execute("CREATE INDEX event_lease ON event (lease, id)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO event VALUES (NULL, 0, ?, ?)");
    claim =
        connection.prepareStatement(
            "UPDATE event SET lease = ? WHERE id IN"
                + " (SELECT id FROM event WHERE lease < ? ORDER BY lease, id LIMIT ?)"
                + " RETURNING id, attributes, body");
    delete = connection.prepareStatement("DELETE FROM event WHERE id = ?");
  }

  /** Stores rows, 64 a commit. */
  void insert(int rows) throws SQLException {
    for (int i = 1; i <= rows; i++) {
      insert.setString(1, attributes);
      insert.setBytes(2, body);
      insert.executeUpdate();
      if (i % ROWS_PER_COMMIT == 0 || i == rows) {
        connection.commit();
      }
    }
  }

  /** Claims 64 rows, commits, deletes them, commits, until none is left. */
  void drain() throws SQLException {
    List<Long> ids = new ArrayList<>();
    do {
      ids.clear();
      long now = System.currentTimeMillis();
      claim.setLong(1, now + LEASE_MILLIS);
      claim.setLong(2, now);
      claim.setInt(3, ROWS_PER_COMMIT);
      try (ResultSet rows = claim.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
          rows.getString(2);
          rows.getBytes(3);
        }
      }
      connection.commit();
      for (long id : ids) {
        delete.setLong(1, id);
        delete.executeUpdate();
      }
      connection.commit();
    } while (!ids.isEmpty());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
