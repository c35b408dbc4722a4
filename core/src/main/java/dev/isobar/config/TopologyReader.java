package dev.isobar.config;

import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.spi.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Adds what the configuration declares to what code declares. */
final class TopologyReader {
  private static final Set<String> STRUCTURE =
      Settings.structure().stream().map(Setting::key).collect(Collectors.toUnmodifiableSet());

  private final Topology code;
  private final Values values;
  private final Problems problems;

  /** The entries about each name. */
  private final Map<Section, Map<String, List<Entry>>> found = new EnumMap<>(Section.class);

  /** The names that only the configuration declares. */
  private final Map<Section, Set<String>> added = new EnumMap<>(Section.class);

  TopologyReader(Topology code, Values values, Problems problems) {
    this.code = code;
    this.values = values;
    this.problems = problems;
    for (Section section : Section.values()) {
      found.put(section, new TreeMap<>());
      added.put(section, new LinkedHashSet<>());
    }
  }

  /** Returns the topology of both, or that of code when both together are not valid. */
  Topology read() {
    values.entries().values().stream()
        .sorted(Comparator.comparing(Entry::plainKey))
        .forEach(this::sort);
    forEachName(this::compareOrAdd);
    added.get(Section.SUBSCRIPTIONS).removeIf(this::isIncompleteSubscription);
    added.get(Section.ROUTES).removeIf(this::isIncompleteRoute);
    forEachName(this::mustBeDeclared);
    try {
      boolean nothingAdded = added.values().stream().allMatch(Set::isEmpty);
      return nothingAdded ? code : new TopologyJoin(code, values, added).build();
    } catch (IsobarException e) {
      problems.add(Objects.requireNonNull(e.getMessage()));
      return code;
    }
  }

  /** Returns every name that is declared, also when the topology as a whole is not valid. */
  Set<String> names() {
    return Arrays.stream(Resource.Kind.values())
        .flatMap(kind -> names(kind).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @FunctionalInterface
  private interface NameCheck {
    void check(Section section, String name, List<Entry> entries);
  }

  private void forEachName(NameCheck check) {
    found.forEach(
        (section, names) -> names.forEach((n, entries) -> check.check(section, n, entries)));
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

  private void compareOrAdd(Section section, String name, List<Entry> entries) {
    Optional<Resource> ours = code.find(name);
    if (ours.isEmpty()) {
      if (entries.stream().anyMatch(TopologyReader::isStructure)) {
        added.get(section).add(name);
      }
    } else if (ours.get().kind() == section.kind()) {
      new CodeComparison(values, problems).compare(ours.get());
    } else {
      problems.add(
          entries.get(0), "is about a " + section.noun() + ", but code declares the " + ours.get());
    }
  }

  private static boolean isStructure(Entry entry) {
    return Member.of(entry.plainKey()).filter(m -> STRUCTURE.contains(m.family())).isPresent();
  }

  private boolean isIncompleteSubscription(String name) {
    return lacks(Section.SUBSCRIPTIONS, name, Settings.SUBSCRIPTION_FROM);
  }

  private boolean isIncompleteRoute(String name) {
    boolean bus = !lacks(Section.ROUTES, name, Settings.ROUTE_FROM) && !lacksBus(name);
    boolean target = !lacks(Section.ROUTES, name, Settings.ROUTE_TO);
    return !bus || !target;
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
          "must name one of the buses " + buses + Nearest.hint(bus, buses));
    }
    return !buses.contains(bus);
  }

  private Set<String> names(Resource.Kind kind) {
    Set<String> names = new TreeSet<>(added.get(Section.of(kind)));
    code.resources().stream().filter(r -> r.kind() == kind).map(Resource::name).forEach(names::add);
    return names;
  }

  private void mustBeDeclared(Section section, String name, List<Entry> entries) {
    boolean reported =
        code.find(name).isPresent() || entries.stream().anyMatch(TopologyReader::isStructure);
    Set<String> names = names(section.kind());
    if (!reported && !names.contains(name)) {
      String told =
          "is about a "
              + section.noun()
              + " that neither code nor configuration declares; declared are "
              + names
              + "; what only another instance declares is written isobar.instances.<instance>.*"
              + Nearest.hint(name, names);
      entries.forEach(entry -> problems.add(entry, told));
    }
  }
}
