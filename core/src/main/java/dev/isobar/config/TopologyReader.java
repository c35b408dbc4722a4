package dev.isobar.config;

import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Joins what the configuration declares with what code declares. */
final class TopologyReader {
  private static final Set<String> STRUCTURE =
      Settings.structure().stream().map(Setting::key).collect(Collectors.toUnmodifiableSet());

  private final Topology code;
  private final Values values;
  private final Problems problems;

  /** What only the configuration declares, by section, and what each name's entries are. */
  private final Map<Section, Map<String, List<Entry>>> found = new LinkedHashMap<>();

  private final Map<Section, Set<String>> added = new LinkedHashMap<>();

  TopologyReader(Topology code, Values values, Problems problems) {
    this.code = code;
    this.values = values;
    this.problems = problems;
    for (Section section : Section.values()) {
      found.put(section, new LinkedHashMap<>());
      added.put(section, new LinkedHashSet<>());
    }
  }

  /** Returns the topology of both, or that of code when there are problems. */
  Topology read() {
    values.entries().values().stream()
        .sorted((a, b) -> a.plainKey().compareTo(b.plainKey()))
        .forEach(this::sort);
    found.forEach((section, names) -> names.forEach((name, es) -> check(section, name, es)));
    dropIncomplete();
    found.forEach((section, names) -> names.forEach((name, es) -> mustExist(section, name, es)));
    return added.values().stream().allMatch(Set::isEmpty) ? code : build();
  }

  private void sort(Entry entry) {
    Member.of(entry.plainKey())
        .filter(member -> !member.isBinding())
        .ifPresent(
            member ->
                found
                    .get(Section.of(member.section()).orElseThrow())
                    .computeIfAbsent(member.name(), name -> new ArrayList<>())
                    .add(entry));
  }

  private void check(Section section, String name, List<Entry> entries) {
    Optional<Resource> declared = code.find(name);
    Optional<Entry> structure = entries.stream().filter(TopologyReader::isStructure).findFirst();
    if (declared.isPresent() && declared.get().kind() == section.kind()) {
      compare(declared.get());
    } else if (declared.isPresent()) {
      problems.add(
          entries.get(0),
          "is about a " + section.noun() + ", but code declares the " + declared.get());
    } else if (structure.isPresent()) {
      added.get(section).add(name);
    }
  }

  private static boolean isStructure(Entry entry) {
    return Member.of(entry.plainKey()).filter(m -> STRUCTURE.contains(m.family())).isPresent();
  }

  private void compare(Resource ours) {
    switch (ours.kind()) {
      case TOPIC -> same(Settings.TOPIC_ORDERED, ours, ours.ordered());
      case QUEUE -> same(Settings.QUEUE_ORDERED, ours, ours.ordered());
      case SUBSCRIPTION -> {
        same(Settings.SUBSCRIPTION_FROM, ours, ours.from().orElse(""));
        same(Settings.SUBSCRIPTION_WHERE, ours, ours.filter());
      }
      case BUS ->
          same(
              Settings.BUS_UNROUTED,
              ours,
              ours.dropsUnrouted() ? Settings.Unrouted.DROP : Settings.Unrouted.NEVER);
      case ROUTE -> {
        same(Settings.ROUTE_FROM, ours, ours.from().orElse(""));
        same(Settings.ROUTE_WHERE, ours, ours.filter());
        same(Settings.ROUTE_TO, ours, ours.to().orElse(""));
      }
    }
  }

  private <T> void same(Setting<T> family, Resource ours, T inCode) {
    Optional<T> given = values.find(family, ours.name());
    if (given.isPresent() && !Objects.equals(given.get(), inCode)) {
      problems.add(
          values.entry(family, ours.name()).orElseThrow(),
          "differs from the " + ours + " in code, where it is " + show(inCode) + "; keep one");
    }
  }

  private static String show(Object value) {
    String text =
        value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value.toString();
    return "\"" + SafeText.escape(text) + "\"";
  }

  /** A resource without what it needs is reported here, where its keys are known. */
  private void dropIncomplete() {
    added
        .get(Section.SUBSCRIPTIONS)
        .removeIf(name -> lacks(Section.SUBSCRIPTIONS, name, Settings.SUBSCRIPTION_FROM));
    added
        .get(Section.ROUTES)
        .removeIf(
            name ->
                lacks(Section.ROUTES, name, Settings.ROUTE_FROM)
                        | lacks(Section.ROUTES, name, Settings.ROUTE_TO)
                    || lacksBus(name));
  }

  private boolean lacks(Section section, String name, Setting<?> needed) {
    if (values.entry(needed, name).isEmpty()) {
      problems.add(
          found.get(section).get(name).get(0),
          "declares a " + section.noun() + " without " + needed.key().replace(Settings.NAME, name));
    }
    return values.find(needed, name).isEmpty();
  }

  private boolean lacksBus(String route) {
    String bus = values.find(Settings.ROUTE_FROM, route).orElseThrow();
    Set<String> buses = names(Resource.Kind.BUS);
    if (!buses.contains(bus)) {
      problems.add(
          values.entry(Settings.ROUTE_FROM, route).orElseThrow(),
          "must name one of the buses " + buses + orNearest(bus, buses));
    }
    return !buses.contains(bus);
  }

  private Set<String> names(Resource.Kind kind) {
    Set<String> names = new LinkedHashSet<>(added.get(Section.of(kind)));
    code.resources().stream().filter(r -> r.kind() == kind).map(Resource::name).forEach(names::add);
    return names;
  }

  private static String orNearest(String name, Collection<String> names) {
    return Nearest.of(name, names).map(near -> "; did you mean " + near + "?").orElse("");
  }

  private Topology build() {
    try {
      Topology joined = declareAll().build();
      return code.used().size() == code.resources().size() ? joined : joined.only(used());
    } catch (IsobarException e) {
      problems.add(Objects.requireNonNull(e.getMessage()));
      return code;
    }
  }

  private String[] used() {
    return Stream.concat(
            code.used().stream().map(Resource::name), added.values().stream().flatMap(Set::stream))
        .toArray(String[]::new);
  }

  private Topology.Builder declareAll() {
    Topology.Builder all = Topology.builder();
    code.resources().forEach(resource -> declare(all, resource));
    added
        .get(Section.TOPICS)
        .forEach(n -> all.topic(n, t -> t.ordered(is(Settings.TOPIC_ORDERED, n))));
    added
        .get(Section.QUEUES)
        .forEach(n -> all.queue(n, q -> q.ordered(is(Settings.QUEUE_ORDERED, n))));
    added
        .get(Section.SUBSCRIPTIONS)
        .forEach(
            n ->
                all.subscription(
                    n,
                    s ->
                        s.from(values.find(Settings.SUBSCRIPTION_FROM, n).orElse(""))
                            .where(filter(Settings.SUBSCRIPTION_WHERE, n))));
    added.get(Section.BUSES).forEach(n -> declareBus(all, n, drops(n)));
    return all;
  }

  private void declare(Topology.Builder all, Resource r) {
    switch (r.kind()) {
      case TOPIC -> all.topic(r.name(), t -> t.ordered(r.ordered()));
      case QUEUE -> all.queue(r.name(), q -> q.ordered(r.ordered()).tuning(t -> r.tuning()));
      case SUBSCRIPTION ->
          all.subscription(
              r.name(), s -> s.from(r.from().orElse("")).where(r.filter()).tuning(t -> r.tuning()));
      case BUS -> declareBus(all, r.name(), r.dropsUnrouted());
      case ROUTE -> {}
    }
  }

  private void declareBus(Topology.Builder all, String bus, boolean drops) {
    all.bus(
        bus,
        b -> {
          code.resources().stream()
              .filter(r -> r.kind() == Resource.Kind.ROUTE && r.from().equals(Optional.of(bus)))
              .forEach(r -> b.route(r.name(), s -> s.where(r.filter()).to(r.to().orElse(""))));
          added.get(Section.ROUTES).stream()
              .filter(route -> values.find(Settings.ROUTE_FROM, route).equals(Optional.of(bus)))
              .forEach(
                  route ->
                      b.route(
                          route,
                          s ->
                              s.where(filter(Settings.ROUTE_WHERE, route))
                                  .to(values.find(Settings.ROUTE_TO, route).orElse(""))));
          return b.dropUnrouted(drops);
        });
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

  /** Returns every name that is declared, also when the topology as a whole is not valid. */
  Set<String> names() {
    return Arrays.stream(Resource.Kind.values())
        .flatMap(kind -> names(kind).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void mustExist(Section section, String name, List<Entry> entries) {
    Set<String> names = names(section.kind());
    boolean reported =
        code.find(name).isPresent() || entries.stream().anyMatch(TopologyReader::isStructure);
    if (!reported && !names.contains(name)) {
      entries.forEach(
          entry ->
              problems.add(
                  entry,
                  "is about a "
                      + section.noun()
                      + " that neither code nor configuration declares; declared are "
                      + names
                      + orNearest(name, names)
                      + ". What only another instance declares is written"
                      + " isobar.instances.<instance>.*"));
    }
  }
}
