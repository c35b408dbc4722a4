package dev.isobar.config;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.filter.InvalidFilterException;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One reading, from the sources to the configuration. */
final class ConfigurationReader {
  private static final String LOCAL = "local";
  private static final URI LOCAL_SOURCE = URI.create("urn:isobar:local");

  private final Isobar.Builder builder;
  private final String instance;
  private final List<DriverProvider> providers;
  private final Sources sources;
  private final Catalogue catalogue;
  private final Problems problems = new Problems();
  private final Values values = new Values();
  private final List<String> warnings;
  private final Set<String> unchecked = new LinkedHashSet<>();

  ConfigurationReader(Isobar.Builder builder, List<DriverProvider> providers, Sources sources) {
    this.builder = builder;
    this.instance = builder.name();
    this.providers = providers;
    this.sources = sources;
    this.catalogue = new Catalogue(providers);
    this.warnings = new ArrayList<>(sources.warnings());
  }

  Configuration read() {
    checkInstance();
    List<Entry> entries = collect();
    entries.forEach(this::check);
    warnAboutUnchecked();
    Optional<DriverProvider> provider = new ProviderChoice(providers, problems).choose(values);
    provider.ifPresent(this::applyDefaults);
    TopologyReader declared = new TopologyReader(builder.topology(), values, problems);
    TuningReader tuning = new TuningReader(values, problems);
    Topology topology = declared.read().tuned(tuning::tune);
    Map<String, String> bindings = bindings(declared.names());
    problems.throwIfAny(instance, warnings);
    return new Configuration(
        instance, provider.orElseThrow(), values, topology, bindings, used(entries), warnings);
  }

  private void checkInstance() {
    if (!instance.isEmpty() && !Section.LOGICAL_NAME.matcher(instance).matches()) {
      problems.add(
          "the instance name \""
              + SafeText.escape(instance)
              + "\" is not allowed; it must match "
              + Section.LOGICAL_NAME);
    }
  }

  /** Returns all entries, so that a later one wins over an earlier one. */
  private List<Entry> collect() {
    List<Entry> entries = sources.entries(problems);
    builder.settings().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> Sources.fromBuilder(e.getKey(), e.getValue()))
        .forEach(entries::add);
    entries.addAll(
        new Environment(catalogue, instance, declaredBy(entries))
            .read(sources.environment(), problems, warnings));
    entries.sort(Comparator.comparingInt(Entry::rank));
    return entries;
  }

  private Set<Member> declaredBy(List<Entry> entries) {
    Set<Member> declared = new LinkedHashSet<>();
    builder
        .topology()
        .resources()
        .forEach(r -> declared.add(new Member(Section.of(r.kind()).word(), r.name(), "")));
    entries.stream()
        .filter(entry -> entry.concerns(instance))
        .flatMap(entry -> Member.of(entry.plainKey()).stream())
        .filter(member -> !member.isBinding() && member.hasLegalName())
        .forEach(member -> declared.add(new Member(member.section(), member.name(), "")));
    return declared;
  }

  private void check(Entry entry) {
    Optional<Setting<?>> setting = catalogue.find(entry.plainKey());
    if (entry.ofInstance() && !Section.LOGICAL_NAME.matcher(entry.instance()).matches()) {
      problems.addGuarded(
          entry,
          setting.orElse(null),
          "names an instance whose name must match " + Section.LOGICAL_NAME);
    } else if (setting.isEmpty()) {
      unknown(entry);
    } else if (!hasLegalName(entry)) {
      problems.add(entry, "has a name that must match " + Section.LOGICAL_NAME);
    } else if (entry.concerns(instance)) {
      values.put(entry);
      parse(entry, setting.get());
    }
  }

  private static boolean hasLegalName(Entry entry) {
    return Member.of(entry.plainKey()).map(Member::hasLegalName).orElse(true);
  }

  private void unknown(Entry entry) {
    Optional<String> absent =
        ProviderChoice.PUBLISHED.stream()
            .filter(name -> entry.plainKey().startsWith(Entry.PREFIX + name + "."))
            .filter(name -> providers.stream().noneMatch(p -> p.name().equals(name)))
            .findFirst();
    if (absent.isPresent()) {
      unchecked.add(absent.get());
      return;
    }
    Optional<String> nearest = catalogue.nearest(entry.plainKey());
    problems.addGuarded(
        entry,
        nearest.flatMap(catalogue::find).orElse(null),
        "is not a known key; "
            + "known are "
            + catalogue.known(entry.plainKey())
            + nearest.map(key -> "; did you mean " + asWritten(entry, key) + "?").orElse(""));
  }

  private static String asWritten(Entry entry, String plainKey) {
    return entry.ofInstance()
        ? Entry.INSTANCES + entry.instance() + "." + plainKey.substring(Entry.PREFIX.length())
        : SafeText.escape(plainKey);
  }

  private void parse(Entry entry, Setting<?> setting) {
    try {
      values.put(entry.plainKey(), setting.parse(entry.value()));
    } catch (InvalidFilterException e) {
      String why = Objects.requireNonNullElse(e.getMessage(), setting.allowed());
      problems.add(entry, setting, "is not a filter: " + SafeText.redact(why));
    } catch (IllegalArgumentException e) {
      problems.add(entry, setting, "is not allowed; it must be " + setting.allowed());
    }
  }

  private void warnAboutUnchecked() {
    if (!unchecked.isEmpty()) {
      warnings.add(
          "settings of adapters that are not on the class path are not checked: "
              + unchecked.stream()
                  .map(name -> Entry.PREFIX + name + ".*")
                  .collect(Collectors.joining(", ")));
    }
  }

  private void applyDefaults(DriverProvider provider) {
    boolean local = provider.name().equals(LOCAL);
    if (local && values.entry(Settings.TOPOLOGY.key()).isEmpty()) {
      values.put(Settings.TOPOLOGY.key(), Settings.TopologyMode.CREATE);
    }
    if (local && values.entry(Settings.SOURCE.key()).isEmpty()) {
      values.put(Settings.SOURCE.key(), LOCAL_SOURCE);
    }
    if (!local && values.entry(Settings.SOURCE.key()).isEmpty()) {
      problems.add(
          Settings.SOURCE.key()
              + " is not set; the provider "
              + provider.name()
              + " requires it: "
              + Settings.SOURCE.allowed());
    }
  }

  private Map<String, String> bindings(Set<String> names) {
    Map<String, String> bindings = new TreeMap<>();
    for (Entry entry : values.entries().values()) {
      Member.of(entry.plainKey())
          .filter(Member::isBinding)
          .map(Member::name)
          .ifPresent(name -> bind(bindings, name, entry, names));
    }
    return Collections.unmodifiableMap(bindings);
  }

  private void bind(Map<String, String> bindings, String name, Entry entry, Set<String> names) {
    if (!names.contains(name)) {
      problems.add(
          entry,
          "binds a name that is not declared; declared are " + names + Nearest.hint(name, names));
    }
    values.find(Settings.BINDING, name).ifPresent(physical -> bindings.put(name, physical));
  }

  private List<String> used(List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.concerns(instance))
        .sorted(Comparator.comparingInt(entry -> entry.rank() % Entry.OF_INSTANCE))
        .map(Sources::group)
        .distinct()
        .toList();
  }
}
