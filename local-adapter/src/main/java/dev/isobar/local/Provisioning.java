package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.Resource.Kind;
import dev.isobar.filter.Filter;
import dev.isobar.local.Catalog.Entry;
import dev.isobar.spi.Address;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Provisioner;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps table resource. Thread-safe: each call is one work of the flow. */
final class Provisioning implements Provisioner {
  private final Flow flow;
  private final UnaryOperator<String> physicalNames;

  /**
   * Creates a provisioner.
   *
   * @param physicalNames gives the physical name of a logical one
   */
  Provisioning(Flow flow, UnaryOperator<String> physicalNames) {
    this.flow = flow;
    this.physicalNames = physicalNames;
  }

  @Override
  public CompletionStage<List<Difference>> compare(Address wanted) {
    return flow.submit(1, store -> compare(store.catalog(), wanted));
  }

  @Override
  public CompletionStage<Void> create(Address wanted) {
    return flow.submit(
        1,
        store -> {
          create(store, wanted);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> update(Address wanted) {
    return flow.submit(
        1,
        store -> {
          update(store, wanted);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> delete(Address unwanted) {
    return flow.submit(
        1,
        store -> {
          delete(store, unwanted.physicalName());
          return null;
        });
  }

  private List<Difference> compare(Catalog catalog, Address address) {
    Entry found = catalog.find(address.physicalName());
    Entry wanted = wanted(address, 0);
    if (found == null) {
      return List.of(missing(address.physicalName()));
    }
    List<Difference> differences = new ArrayList<>();
    fixed(differences, found.name() + " kind", wanted.kind(), found.kind());
    fixed(differences, found.name() + " ordered", wanted.ordered(), found.ordered());
    movable(differences, found.name() + " source", wanted.source(), found.source(), true);
    movable(differences, found.name() + " target", wanted.target(), found.target(), true);
    movable(differences, found.name() + " filter", wanted.filter(), found.filter(), true);
    movable(
        differences,
        found.name() + " max_receives",
        wanted.maxReceives(),
        found.maxReceives(),
        false);
    if (wanted.isConsumed() && catalog.find(found.name() + LocalDriver.DEAD_SUFFIX) == null) {
      differences.add(missing(found.name() + LocalDriver.DEAD_SUFFIX));
    }
    return differences;
  }

  private static Difference missing(String name) {
    return Difference.missing(name, "isobar.topology=create");
  }

  private static void fixed(
      List<Difference> differences, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      differences.add(
          Difference.immutable(
              what,
              wanted.toString(),
              found.toString(),
              "use another name, or delete the resource with everything in it"));
    }
  }

  private static void movable(
      List<Difference> differences,
      String what,
      @Nullable Object wanted,
      @Nullable Object found,
      boolean harmful) {
    if (!Objects.equals(wanted, found)) {
      differences.add(
          Difference.different(
              what,
              String.valueOf(wanted),
              String.valueOf(found),
              harmful,
              "isobar.topology=create updates it"));
    }
  }

  /** Returns the rows that a resource is to have. */
  private Entry wanted(Address address, long id) {
    Resource resource = address.resource();
    int backstop =
        resource.kind().consumed() ? LocalDriver.backstop(resource.tuning().maxAttempts()) : 0;
    return new Entry(
        id,
        address.physicalName(),
        resource.kind().name().toLowerCase(Locale.ROOT),
        resource.ordered(),
        resource.from().map(physicalNames).orElse(null),
        resource.to().map(physicalNames).orElse(null),
        resource.filter().toString(),
        backstop,
        resource.filter());
  }

  private void create(Store store, Address address) throws SQLException {
    Entry found = store.catalog().find(address.physicalName());
    String kind = address.resource().kind().name().toLowerCase(Locale.ROOT);
    if (found != null && !found.kind().equals(kind)) {
      throw new IsobarException(
          ErrorCode.ALREADY_EXISTS,
          address + " cannot be created: there is a " + found.kind() + " of this name");
    }
    boolean changed = false;
    if (found == null) {
      insert(store, wanted(address, store.newId()));
      changed = true;
    }
    changed |= createDeadLetters(store, address);
    if (changed) {
      store.catalogChanged();
    }
  }

  private static boolean createDeadLetters(Store store, Address address) throws SQLException {
    Kind kind = address.resource().kind();
    String name = address.physicalName() + LocalDriver.DEAD_SUFFIX;
    if (!kind.consumed() || store.catalog().find(name) != null) {
      return false;
    }
    insert(
        store,
        new Entry(
            store.newId(),
            name,
            Catalog.DEAD,
            false,
            null,
            null,
            Filter.TRUE.toString(),
            0,
            Filter.TRUE));
    return true;
  }

  private static void insert(Store store, Entry row) throws SQLException {
    store.write(
        "INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row.id(),
        row.name(),
        row.kind(),
        row.ordered() ? 1 : 0,
        row.source(),
        row.target(),
        row.filter(),
        row.maxReceives());
  }

  private void update(Store store, Address address) throws SQLException {
    if (store.catalog().find(address.physicalName()) == null) {
      throw Failures.notFound(address.physicalName(), null);
    }
    Entry wanted = wanted(address, 0);
    store.write(
        "UPDATE resource SET source = ?, target = ?, filter = ?, max_receives = ? WHERE name = ?",
        wanted.source(),
        wanted.target(),
        wanted.filter(),
        wanted.maxReceives(),
        wanted.name());
    createDeadLetters(store, address);
    store.catalogChanged();
  }

  private static void delete(Store store, String name) throws SQLException {
    for (String row : List.of(name, name + LocalDriver.DEAD_SUFFIX)) {
      Entry found = store.catalog().find(row);
      if (found != null) {
        store.write("DELETE FROM story WHERE queue = ?", found.id());
        store.write(
            "DELETE FROM event WHERE id IN (SELECT event FROM delivery WHERE queue = ?1)"
                + " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event = event.id"
                + " AND d.shared = 1 AND d.queue <> ?1)",
            found.id());
        store.write("DELETE FROM delivery WHERE queue = ?", found.id());
        store.write("DELETE FROM resource WHERE id = ?", found.id());
        store.catalogChanged();
      }
    }
  }
}
