package dev.isobar.config;

import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the adapter. */
final class ProviderChoice {
  /** The adapters that there are, each as {@code dev.isobar:isobar-<name>}. */
  static final List<String> PUBLISHED = List.of("local", "aws", "gcp", "azure");

  private final List<DriverProvider> found;
  private final Problems problems;

  ProviderChoice(List<DriverProvider> found, Problems problems) {
    this.found = found;
    this.problems = problems;
  }

  static String artifact(String name) {
    return "dev.isobar:isobar-" + name;
  }

  Optional<DriverProvider> choose(Values values) {
    checkTwins();
    found.forEach(this::checkKeys);
    Optional<Entry> entry = values.entry(Settings.PROVIDER.key());
    return entry.isPresent()
        ? values.find(Settings.PROVIDER).flatMap(name -> named(name, entry.get()))
        : onlyOne();
  }

  private void checkTwins() {
    found.stream()
        .collect(Collectors.groupingBy(DriverProvider::name))
        .forEach(
            (name, twins) -> {
              if (twins.size() > 1) {
                problems.add(
                    "two adapters on the class path are named "
                        + name
                        + ": "
                        + classes(twins)
                        + "; remove one");
              }
            });
  }

  private void checkKeys(DriverProvider provider) {
    String prefix = Entry.PREFIX + provider.name() + ".";
    Set<String> seen = new LinkedHashSet<>();
    for (Setting<?> setting : provider.settings()) {
      if (!setting.key().startsWith(prefix) || !seen.add(setting.key())) {
        problems.add(
            "the adapter "
                + provider.getClass().getName()
                + " declares the key "
                + SafeText.escape(setting.key())
                + "; its keys must be distinct and begin with "
                + prefix);
      }
    }
  }

  private Optional<DriverProvider> named(String name, Entry entry) {
    Optional<DriverProvider> chosen =
        found.stream().filter(provider -> provider.name().equals(name)).findFirst();
    if (chosen.isEmpty()) {
      problems.add(entry, "names no adapter on the class path; there " + present() + hint(name));
    }
    return chosen;
  }

  private String hint(String name) {
    if (PUBLISHED.contains(name)) {
      return "; add the dependency " + artifact(name);
    }
    Set<String> names = new LinkedHashSet<>(names());
    names.addAll(PUBLISHED);
    return Nearest.hint(name, names);
  }

  private Optional<DriverProvider> onlyOne() {
    if (found.isEmpty()) {
      problems.add(
          "no adapter is on the class path; add one of the dependencies "
              + PUBLISHED.stream().map(ProviderChoice::artifact).collect(Collectors.joining(", ")));
      return Optional.empty();
    }
    List<DriverProvider> implicit = found.stream().filter(DriverProvider::implicit).toList();
    if (implicit.size() == 1) {
      return Optional.of(implicit.get(0));
    }
    problems.add(
        Settings.PROVIDER.key()
            + " is not set; it must name one of the adapters, because there "
            + present());
    return Optional.empty();
  }

  private Set<String> names() {
    return found.stream()
        .map(DriverProvider::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private String present() {
    return found.isEmpty() ? "is none" : "are " + String.join(", ", names());
  }

  private static String classes(List<DriverProvider> providers) {
    return providers.stream().map(p -> p.getClass().getName()).collect(Collectors.joining(", "));
  }
}
