package dev.isobar.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The peer of the local broker: a queue in SQLite as one writes it by hand, one thread, {@value
 * #BATCH} rows per commit, the same pragmas; leases apart from the bodies, so that a lease does not
 * write those again.
 */
final class RawQueue implements AutoCloseable {
  static final int BATCH = 64;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement enqueue;
  private final PreparedStatement claim;
  private final PreparedStatement read;
  private final PreparedStatement dequeue;
  private final PreparedStatement delete;
  private long bytes;
  private long next;

  RawQueue(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_MODE, "WAL");
    config.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, "FULL");
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-8192");
    config.setGetGeneratedKeys(false);
    connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
      statement.execute("CREATE TABLE waiting (id INTEGER PRIMARY KEY, until INTEGER NOT NULL)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO event VALUES (?, ?)");
    enqueue = connection.prepareStatement("INSERT INTO waiting VALUES (?, 0)");
    claim =
        connection.prepareStatement(
            "UPDATE waiting SET until = ? WHERE id IN"
                + " (SELECT id FROM waiting WHERE until < ? ORDER BY id LIMIT "
                + BATCH
                + ") RETURNING id");
    read = connection.prepareStatement("SELECT body FROM event WHERE id = ?");
    dequeue = connection.prepareStatement("DELETE FROM waiting WHERE id = ?");
    delete = connection.prepareStatement("DELETE FROM event WHERE id = ?");
  }

  /** Inserts one batch of rows that nobody consumes; returns its size. */
  long insert(byte[] body) throws SQLException {
    for (int i = 0; i < BATCH; i++) {
      insertRow(body);
    }
    connection.commit();
    return BATCH;
  }

  /** Inserts one batch to be consumed. */
  void enqueue(byte[] body) throws SQLException {
    for (int i = 0; i < BATCH; i++) {
      insertRow(body);
      run(enqueue, next);
    }
    connection.commit();
  }

  private void insertRow(byte[] body) throws SQLException {
    insert.setLong(1, ++next);
    insert.setBytes(2, body);
    insert.executeUpdate();
  }

  /** Leases one batch, commits, deletes it and commits; returns its size. */
  long consume() throws SQLException {
    List<Long> leased = new ArrayList<>(BATCH);
    long now = System.currentTimeMillis();
    claim.setLong(1, now + 60_000);
    claim.setLong(2, now);
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        leased.add(rows.getLong(1));
      }
    }
    for (long id : leased) {
      read.setLong(1, id);
      try (ResultSet row = read.executeQuery()) {
        bytes += row.getBytes(1).length;
      }
    }
    connection.commit();
    for (long id : leased) {
      run(dequeue, id);
      run(delete, id);
    }
    connection.commit();
    return leased.size();
  }

  private static void run(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    statement.executeUpdate();
  }

  /** Returns how many bytes were consumed. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
