package dev.isobar.local;

import dev.isobar.tck.ForeignClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads and writes the tables of the broker without it, as any program with SQLite can. */
final class SqlClient implements ForeignClient {
  private static final String DELIVERIES =
      "SELECT json_extract(e.attributes, '$.ce-id') FROM delivery d JOIN event e ON e.id = d.event"
          + " JOIN resource r ON r.id = d.queue WHERE r.name = ? ORDER BY d.event";
  private static final String EVENT =
      "INSERT INTO event SELECT next_id, unixepoch() * 1000, ?, ?, ?, ? FROM broker";
  private static final String DELIVERY =
      "INSERT INTO delivery SELECT r.id, b.clock, b.next_id, NULL, 0, 1,"
          + " CASE r.ordered WHEN 1 THEN ? END FROM broker b, resource r"
          + " WHERE (r.kind = 'queue' AND r.name = ?) OR (r.kind = 'subscription' AND r.source = ?)";

  private final Supplier<Path> file;

  SqlClient(Supplier<Path> file) {
    this.file = file;
  }

  @Override
  public void send(String name, Message message) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      run(
          connection,
          EVENT,
          message.contentType(),
          message.key(),
          json(message.attributes()),
          message.body());
      run(connection, DELIVERY, message.key(), name, name);
      run(connection, "UPDATE broker SET next_id = next_id + 1");
      connection.commit();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<String> stored(String name) {
    try (Connection connection = connect();
        PreparedStatement query = connection.prepareStatement(DELIVERIES)) {
      query.setString(1, name);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(String.valueOf(rows.getString(1)));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file.get());
  }

  private static void run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  /** Attributes of tests need no other escapes. */
  private static String json(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(a -> "\"" + a.getKey() + "\":\"" + a.getValue().replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
