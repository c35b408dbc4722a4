package dev.isobar.local;

import dev.isobar.filter.Filter;
import dev.isobar.filter.InvalidFilterException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of table resource as they were at one version of the topology. Immutable. */
final class Catalog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.local");

  static final String TOPIC = "topic";
  static final String SUBSCRIPTION = "subscription";
  static final String QUEUE = "queue";
  static final String BUS = "bus";
  static final String ROUTE = "route";
  static final String DEAD = "dead";

  /** One row; {@code accepts} is the parsed filter. */
  record Entry(
      long id,
      String name,
      String kind,
      boolean ordered,
      @Nullable String source,
      @Nullable String target,
      String filter,
      int maxReceives,
      Filter accepts) {
    boolean acceptsAll() {
      return accepts.equals(Filter.TRUE);
    }

    boolean isDead() {
      return kind.equals(DEAD);
    }

    /** Returns whether deliveries lie here. */
    boolean isConsumed() {
      return isDead() || kind.equals(SUBSCRIPTION) || kind.equals(QUEUE);
    }
  }

  private final long version;
  private final Map<String, Entry> byName = new HashMap<>();
  private final Map<String, List<Entry>> bySource = new HashMap<>();

  private Catalog(long version) {
    this.version = version;
  }

  static Catalog load(Database database, long version) throws SQLException {
    Catalog catalog = new Catalog(version);
    try (ResultSet rows =
        database.query(
            "SELECT id, name, kind, ordered, source, target, filter, max_receives FROM resource"
                + " ORDER BY id")) {
      while (rows.next()) {
        catalog.add(
            new Entry(
                rows.getLong(1),
                rows.getString(2),
                shared(rows.getString(3)),
                rows.getInt(4) == 1,
                shared(rows.getString(5)),
                shared(rows.getString(6)),
                shared(rows.getString(7)),
                rows.getInt(8),
                parse(rows.getString(2), rows.getString(7))));
      }
    }
    return catalog;
  }

  /** Thousands of rows have the same few words. */
  private static @Nullable String shared(@Nullable String word) {
    return word == null ? null : word.intern();
  }

  private void add(Entry entry) {
    byName.put(entry.name(), entry);
    if (entry.source() != null) {
      bySource.computeIfAbsent(entry.source(), s -> new ArrayList<>()).add(entry);
    }
  }

  /** A text that somebody edited by hand loses no event: what is received is filtered again. */
  private static Filter parse(String name, String text) {
    try {
      Filter filter = Filter.parse(text);
      return filter.equals(Filter.TRUE) ? Filter.TRUE : filter;
    } catch (InvalidFilterException e) {
      LOG.warn("the stored filter of {} is not valid and lets everything through", name, e);
      return Filter.TRUE;
    }
  }

  long version() {
    return version;
  }

  @Nullable Entry find(String name) {
    return byName.get(name);
  }

  /** Returns the subscriptions of a topic, or the routes of a bus. */
  List<Entry> from(String source) {
    return bySource.getOrDefault(source, List.of());
  }
}
