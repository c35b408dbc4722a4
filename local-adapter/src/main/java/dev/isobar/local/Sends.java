package dev.isobar.local;

import dev.isobar.local.Catalog.Entry;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Stores messages: the event once, and a delivery for each queue that filters and routes find. */
final class Sends {
  private Sends() {}

  /**
   * Stores messages in their order.
   *
   * @param name the physical name of a topic, subscription, queue, bus or dead letters
   */
  static List<SendOutcome> send(Store store, String name, List<WireMessage> messages)
      throws SQLException {
    Entry address = store.catalog().find(name);
    if (address == null) {
      throw Failures.notFound(name, null);
    }
    List<Collection<Entry>> destinations = new ArrayList<>(messages.size());
    for (WireMessage message : messages) {
      destinations.add(destinations(store.catalog(), address, message));
    }
    List<SendOutcome> outcomes = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      long event = store.newId();
      insert(store, event, messages.get(i), destinations.get(i));
      outcomes.add(SendOutcome.stored(Long.toString(event)));
    }
    return outcomes;
  }

  private static Collection<Entry> destinations(
      Catalog catalog, Entry address, WireMessage message) {
    Supplier<Optional<CloudEvent>> event = new Lazy(message);
    return switch (address.kind()) {
      case Catalog.TOPIC -> accepting(catalog.from(address.name()), event);
      case Catalog.BUS -> routed(catalog, address, event);
      default -> List.of(address);
    };
  }

  private static Set<Entry> routed(
      Catalog catalog, Entry bus, Supplier<Optional<CloudEvent>> event) {
    Set<Entry> queues = new LinkedHashSet<>();
    for (Entry route : accepting(catalog.from(bus.name()), event)) {
      Entry target = route.target() == null ? null : catalog.find(route.target());
      if (target == null) {
        throw Failures.notFound(String.valueOf(route.target()), "target of route " + route.name());
      }
      if (target.kind().equals(Catalog.TOPIC)) {
        queues.addAll(accepting(catalog.from(target.name()), event));
      } else {
        queues.add(target);
      }
    }
    return queues;
  }

  /** What is no CloudEvent is let through: the filter is asked again where it is received. */
  private static List<Entry> accepting(List<Entry> filtered, Supplier<Optional<CloudEvent>> event) {
    if (filtered.stream().allMatch(Entry::acceptsAll)) {
      return filtered;
    }
    return filtered.stream()
        .filter(e -> e.acceptsAll() || event.get().map(e.accepts()::test).orElse(true))
        .toList();
  }

  private static void insert(Store store, long event, WireMessage message, Collection<Entry> queues)
      throws SQLException {
    if (queues.isEmpty()) {
      return;
    }
    store.write(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
        event,
        store.wallMillis(),
        message.contentType(),
        message.key(),
        Attributes.write(message.attributes()),
        message.body());
    for (Entry queue : queues) {
      store.write(
          "INSERT INTO delivery VALUES (?, ?, ?, NULL, 0, ?, ?)",
          queue.id(),
          store.now(),
          event,
          queues.size() > 1 ? 1 : 0,
          queue.ordered() ? String.valueOf(message.key()) : null);
      store.touch(queue);
    }
  }

  /** Reads the event at most once, and only when a filter wants to see it. */
  private static final class Lazy implements Supplier<Optional<CloudEvent>> {
    private final WireMessage message;
    private Optional<CloudEvent> event = Optional.empty();
    private boolean read;

    Lazy(WireMessage message) {
      this.message = message;
    }

    @Override
    public Optional<CloudEvent> get() {
      if (!read) {
        read = true;
        event = Attributes.event(message);
      }
      return event;
    }
  }
}
