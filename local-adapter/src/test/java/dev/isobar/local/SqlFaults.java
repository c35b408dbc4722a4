package dev.isobar.local;

import dev.isobar.tck.Faults;
import dev.isobar.tck.ServiceFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the broker's own statements fail, by triggers in its file, and keeps it from the file, by a
 * lock. Another program could do the same.
 */
final class SqlFaults implements Faults, AutoCloseable {
  private static final Map<ServiceFault, String> TRIGGERS =
      Map.of(
          ServiceFault.RECEIVE_FAILS,
          "CREATE TRIGGER fault_receive BEFORE UPDATE ON delivery WHEN NEW.receives > OLD.receives"
              + " BEGIN SELECT RAISE(ABORT, 'receiving fails'); END",
          ServiceFault.EXTEND_FAILS,
          "CREATE TRIGGER fault_extend BEFORE UPDATE ON delivery"
              + " WHEN NEW.receives = OLD.receives AND NEW.owner IS OLD.owner"
              + " BEGIN SELECT RAISE(ABORT, 'extending fails'); END",
          ServiceFault.SETTLE_FAILS,
          "CREATE TRIGGER fault_complete BEFORE DELETE ON delivery"
              + " BEGIN SELECT RAISE(ABORT, 'completing fails'); END;"
              + "CREATE TRIGGER fault_release BEFORE UPDATE ON delivery WHEN NEW.owner IS NULL"
              + " BEGIN SELECT RAISE(ABORT, 'releasing fails'); END",
          ServiceFault.DEAD_LETTERS_UNWRITABLE,
          "CREATE TRIGGER fault_dead BEFORE INSERT ON story"
              + " BEGIN SELECT RAISE(ABORT, 'dead-lettering fails'); END",
          ServiceFault.LEASE_LOST,
          "CREATE TRIGGER fault_forget AFTER UPDATE ON delivery WHEN NEW.receives > OLD.receives"
              + " BEGIN UPDATE delivery SET due = (SELECT clock + 300 FROM broker)"
              + " WHERE queue = NEW.queue AND event = NEW.event; END");

  private static final String HEAL =
      "DROP TRIGGER IF EXISTS fault_receive; DROP TRIGGER IF EXISTS fault_extend;"
          + " DROP TRIGGER IF EXISTS fault_complete; DROP TRIGGER IF EXISTS fault_release;"
          + " DROP TRIGGER IF EXISTS fault_dead; DROP TRIGGER IF EXISTS fault_forget";

  private final Supplier<Path> file;
  private @Nullable Connection lock;

  SqlFaults(Supplier<Path> file) {
    this.file = file;
  }

  @Override
  public boolean can(ServiceFault fault) {
    return locks(fault) || TRIGGERS.containsKey(fault);
  }

  private static boolean locks(ServiceFault fault) {
    return fault == ServiceFault.UNREACHABLE || fault == ServiceFault.HANGS;
  }

  @Override
  public void begin(ServiceFault fault) {
    try {
      if (locks(fault)) {
        lock = connect();
        run(lock, "BEGIN IMMEDIATE");
      } else {
        try (Connection connection = connect()) {
          run(connection, TRIGGERS.get(fault));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void heal() {
    close();
    Path path = file.get();
    boolean neverOpenedOrDeleted = path == null || Files.notExists(path);
    if (neverOpenedOrDeleted) {
      return;
    }
    try (Connection connection = connect()) {
      run(connection, HEAL);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.get());
    run(connection, "PRAGMA busy_timeout = 20000");
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Override
  public void close() {
    Connection held = lock;
    lock = null;
    if (held != null) {
      try {
        held.close();
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }
}
