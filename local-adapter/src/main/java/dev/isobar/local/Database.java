package dev.isobar.local;

import dev.isobar.local.LocalDriverProvider.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteOpenMode;

/**
 * The connection to the file, opened when it is needed and given up after any error: SQLite's
 * prepared statements do not recover from a full disk or a failed write. Used by one thread at a
 * time.
 */
final class Database implements AutoCloseable {
  /** For how long a transaction waits for one of another process. */
  static final int BUSY_MILLIS = 5_000;

  private static final int PAGES_BEFORE_CHECKPOINT = 1_000;
  private static final int CACHE_KIB = 8_192;
  private static final int WAL_BYTES_KEPT = 64 << 20;

  private final StoreFile file;
  private final SQLiteConfig config;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private @Nullable Connection connection;
  private String openKey = "";
  private int opened;

  /**
   * Opens nothing yet.
   *
   * @param sync when a commit is on the disk, or null: never
   */
  Database(StoreFile file, @Nullable Sync sync) {
    this.file = file;
    this.config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setGetGeneratedKeys(false);
    config.setPragma(Pragma.SYNCHRONOUS, sync == null ? "OFF" : sync.name());
    config.setPragma(Pragma.CACHE_SIZE, String.valueOf(-CACHE_KIB));
    config.setPragma(Pragma.TEMP_STORE, "MEMORY");
    config.setPragma(Pragma.WAL_AUTOCHECKPOINT, String.valueOf(PAGES_BEFORE_CHECKPOINT));
    config.setPragma(Pragma.JOURNAL_SIZE_LIMIT, String.valueOf(WAL_BYTES_KEPT));
  }

  Path file() {
    return file.path();
  }

  /** Returns how often a connection was opened: what was read through an earlier one is stale. */
  int opened() {
    return opened;
  }

  /** Opens the file unless it is open, and brings its schema up to date. */
  Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      file.ensure();
      open = config.createConnection("jdbc:sqlite:" + file.path());
      connection = open;
      opened++;
      openKey = fileKey();
      Schema.prepare(open, file.path());
      open.setAutoCommit(false);
    }
    return open;
  }

  /** Gives up the connection when the file that is open is no longer the one of this name. */
  void reopenIfReplaced() {
    if (connection != null && !fileKey().equals(openKey)) {
      close();
    }
  }

  private String fileKey() {
    try {
      return String.valueOf(Files.readAttributes(file(), BasicFileAttributes.class).fileKey());
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Returns a prepared statement.
   *
   * @param sql a constant
   * @param values numbers, strings, bytes or null
   */
  PreparedStatement statement(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = open().prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      statement.setString(index, (String) value);
    }
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    return statement(sql, values).executeUpdate();
  }

  ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return statement(sql, values).executeQuery();
  }

  /** Returns the number in the first column of the first row, or null when there is none. */
  @Nullable Long number(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      if (!rows.next()) {
        return null;
      }
      long number = rows.getLong(1);
      return rows.wasNull() ? null : number;
    }
  }

  void commit() throws SQLException {
    open().commit();
  }

  void rollback() throws SQLException {
    open().rollback();
  }

  /** Gives up the connection; what was not committed is gone. */
  @Override
  public void close() {
    statements.clear();
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        if (!open.getAutoCommit()) {
          open.rollback();
        }
      } catch (SQLException alreadyRolledBack) {
        // SQLite ends a transaction by itself after some errors.
      }
      try {
        open.close();
      } catch (SQLException lost) {
        // Nothing depends on a connection that was given up.
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
