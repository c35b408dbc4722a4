package dev.isobar.config;

import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that exist: those of the core and of every adapter on the class path. */
final class Catalogue {
  private final Map<String, Setting<?>> single = new LinkedHashMap<>();
  private final Map<String, Setting<?>> families = new LinkedHashMap<>();

  Catalogue(List<DriverProvider> providers) {
    Settings.general().forEach(s -> single.put(s.key(), s));
    Settings.families().forEach(s -> families.put(s.key(), s));
    providers.forEach(p -> p.settings().forEach(s -> single.putIfAbsent(s.key(), s)));
  }

  Optional<Setting<?>> find(String plainKey) {
    Setting<?> found = single.get(plainKey);
    return found != null
        ? Optional.of(found)
        : Member.of(plainKey).map(member -> families.get(member.family()));
  }

  /** Returns every key that exists for these resources. */
  List<String> keys(Collection<Member> resources) {
    List<String> keys = new ArrayList<>(single.keySet());
    for (Member resource : resources) {
      families.keySet().stream()
          .filter(family -> belongs(family, resource))
          .map(family -> family.replace(Settings.NAME, resource.name()))
          .forEach(keys::add);
    }
    return keys.stream().distinct().toList();
  }

  private static boolean belongs(String family, Member resource) {
    return family.equals(Settings.BINDING.key())
        || family.startsWith(Entry.PREFIX + resource.section() + ".");
  }

  /** Returns every key, where families stand once. */
  List<String> templates() {
    return Stream.concat(single.keySet().stream(), families.keySet().stream()).toList();
  }

  /** Finds the key that was probably meant by an unknown one. */
  Optional<String> nearest(String plainKey) {
    String full = plainKey.startsWith(Entry.PREFIX) ? plainKey : Entry.PREFIX + plainKey;
    String[] parts = full.split("\\.");
    String name = parts.length > 2 ? parts[2] : Settings.NAME;
    List<String> candidates =
        templates().stream().map(template -> template.replace(Settings.NAME, name)).toList();
    return candidates.contains(full) ? Optional.of(full) : Nearest.of(full, candidates);
  }

  /** Says which keys stand where an unknown one was written. */
  String known(String plainKey) {
    String[] parts = plainKey.split("\\.");
    String section = Entry.PREFIX + (parts.length > 1 ? parts[1] : "") + ".";
    List<String> siblings = templates().stream().filter(t -> t.startsWith(section)).toList();
    String stem =
        siblings.isEmpty()
            ? Entry.PREFIX
            : siblings.stream().allMatch(t -> t.startsWith(section + Settings.NAME + "."))
                ? section + Settings.NAME + "."
                : section;
    return templates().stream()
        .filter(template -> template.startsWith(stem))
        .map(template -> template.substring(stem.length()).split("\\.")[0])
        .distinct()
        .collect(Collectors.joining(", ", stem + "{", "}"));
  }
}
