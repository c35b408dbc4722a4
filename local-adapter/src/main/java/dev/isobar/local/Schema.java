package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Creates the tables in an empty file and refuses what this version cannot read. */
final class Schema {
  /** {@code PRAGMA application_id}: "isob" in ASCII. */
  static final int APPLICATION_ID = 0x69736f62;

  /** {@code PRAGMA user_version}. */
  static final int VERSION = 1;

  private static final int TRIES = 20;

  private Schema() {}

  static void prepare(Connection connection, Path file) throws SQLException {
    if (number(connection, "PRAGMA user_version") == 0) {
      Database.execute(connection, "BEGIN IMMEDIATE");
      if (number(connection, "PRAGMA user_version") == 0) {
        create(connection);
      }
      Database.execute(connection, "COMMIT");
    }
    check(
        number(connection, "PRAGMA application_id"),
        number(connection, "PRAGMA user_version"),
        file);
    writeAhead(connection);
  }

  static String ddl() {
    try (InputStream in = Schema.class.getResourceAsStream("schema.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses the file of another application and that of a newer version. */
  static void check(int applicationId, int version, Path file) {
    if (applicationId != APPLICATION_ID) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          file
              + " is a SQLite file of another application (application_id "
              + applicationId
              + ", a file of this broker has "
              + APPLICATION_ID
              + "); set isobar.local.path to another file");
    }
    if (version > VERSION) {
      throw new IsobarException(
          ErrorCode.UNSUPPORTED,
          file
              + " has schema version "
              + version
              + ", written by a newer Isobar; this one reads up to version "
              + VERSION
              + ". Use the newer Isobar, or another file");
    }
  }

  private static void create(Connection connection) throws SQLException {
    Database.execute(connection, ddl());
    Database.execute(connection, "INSERT INTO broker VALUES (1, 1, 0, 0, 1)");
    Database.execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
    Database.execute(connection, "PRAGMA user_version = " + VERSION);
  }

  /** Another process that opens at the same moment can make this fail without any waiting. */
  private static void writeAhead(Connection connection) throws SQLException {
    for (int i = 1; ; i++) {
      try {
        text(connection, "PRAGMA journal_mode = WAL");
        return;
      } catch (SQLiteException busy) {
        if (i == TRIES || busy.getResultCode() != SQLiteErrorCode.SQLITE_BUSY) {
          throw busy;
        }
      }
      Database.execute(connection, "BEGIN IMMEDIATE");
      Database.execute(connection, "ROLLBACK");
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    return Integer.parseInt(text(connection, sql));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getString(1);
    }
  }
}
