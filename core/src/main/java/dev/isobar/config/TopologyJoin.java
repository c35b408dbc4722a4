package dev.isobar.config;

import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Setting;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Declares the resources of code and configuration together, so that the same checks see both. */
final class TopologyJoin {
  private final Topology code;
  private final Values values;
  private final Map<Section, Set<String>> added;

  /**
   * Prepares to join.
   *
   * @param code what code declares
   * @param values what the configuration says
   * @param added the names that only the configuration declares
   */
  TopologyJoin(Topology code, Values values, Map<Section, Set<String>> added) {
    this.code = code;
    this.values = values;
    this.added = added;
  }

  /** Returns both, as narrow as that of code and with everything that the configuration adds. */
  Topology build() {
    Topology.Builder all = Topology.builder();
    code.resources().forEach(resource -> declare(all, resource));
    added(Section.TOPICS).forEach(n -> all.topic(n, t -> t.ordered(is(Settings.TOPIC_ORDERED, n))));
    added(Section.QUEUES).forEach(n -> all.queue(n, q -> q.ordered(is(Settings.QUEUE_ORDERED, n))));
    added(Section.SUBSCRIPTIONS).forEach(n -> declareSubscription(all, n));
    added(Section.BUSES).forEach(n -> declareBus(all, n, drops(n)));
    Topology joined = all.build();
    return code.used().size() == code.resources().size() ? joined : joined.only(used());
  }

  private Stream<String> added(Section section) {
    return added.get(section).stream();
  }

  private String[] used() {
    return Stream.concat(
            code.used().stream().map(Resource::name), added.values().stream().flatMap(Set::stream))
        .toArray(String[]::new);
  }

  private void declare(Topology.Builder all, Resource r) {
    switch (r.kind()) {
      case TOPIC -> all.topic(r.name(), t -> t.ordered(r.ordered()));
      case QUEUE -> all.queue(r.name(), q -> q.ordered(r.ordered()).tuning(t -> r.tuning()));
      case SUBSCRIPTION ->
          all.subscription(
              r.name(), s -> s.from(r.from().orElse("")).where(r.filter()).tuning(t -> r.tuning()));
      case BUS -> declareBus(all, r.name(), r.dropsUnrouted());
      case ROUTE -> {} // with its bus
    }
  }

  private void declareSubscription(Topology.Builder all, String name) {
    String topic = values.find(Settings.SUBSCRIPTION_FROM, name).orElseThrow();
    all.subscription(name, s -> s.from(topic).where(filter(Settings.SUBSCRIPTION_WHERE, name)));
  }

  private void declareBus(Topology.Builder all, String bus, boolean drops) {
    all.bus(
        bus,
        b -> {
          code.resources().stream()
              .filter(r -> r.kind() == Resource.Kind.ROUTE && r.from().equals(Optional.of(bus)))
              .forEach(r -> b.route(r.name(), s -> s.where(r.filter()).to(r.to().orElse(""))));
          added(Section.ROUTES)
              .filter(n -> values.find(Settings.ROUTE_FROM, n).equals(Optional.of(bus)))
              .forEach(n -> declareRoute(b, n));
          return b.dropUnrouted(drops);
        });
  }

  private void declareRoute(Topology.BusSpec bus, String name) {
    String target = values.find(Settings.ROUTE_TO, name).orElseThrow();
    bus.route(name, r -> r.where(filter(Settings.ROUTE_WHERE, name)).to(target));
  }

  private boolean is(Setting<Boolean> flag, String name) {
    return values.find(flag, name).orElse(false);
  }

  private boolean drops(String bus) {
    return values.find(Settings.BUS_UNROUTED, bus).equals(Optional.of(Settings.Unrouted.DROP));
  }

  private Filter filter(Setting<Filter> family, String name) {
    return values.find(family, name).orElse(Filter.TRUE);
  }
}
