package dev.isobar.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes settings from environment variables. Names of variables are ambiguous and anybody may set
 * them, so only those are taken that spell a key which exists for the declared resources.
 */
final class Environment {
  private static final String PREFIX = "ISOBAR_";
  private static final String INSTANCES = PREFIX + "INSTANCES_";

  /** Kubernetes injects the second and third for every service whose name begins with isobar. */
  private static final Pattern IGNORED = Pattern.compile("ISOBAR_TEST_.*|.*_SERVICE_.*|.*_PORT.*");

  private final Catalogue catalogue;
  private final Map<String, List<String>> keys = new LinkedHashMap<>();
  private final List<Entry> taken = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /**
   * Prepares the names of variables.
   *
   * @param catalogue every key
   * @param instance the name of the instance, empty for the unnamed one
   * @param resources what is declared outside of the environment
   */
  Environment(Catalogue catalogue, String instance, Collection<Member> resources) {
    this.catalogue = catalogue;
    for (String key : catalogue.keys(resources)) {
      spell(key);
      if (!instance.isEmpty()) {
        spell(Entry.INSTANCES + instance + "." + key.substring(Entry.PREFIX.length()));
      }
    }
  }

  private void spell(String key) {
    keys.computeIfAbsent(variable(key), name -> new ArrayList<>()).add(key);
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Reads the variables; what no key explains is one warning. */
  List<Entry> read(Map<String, String> variables, Problems problems, List<String> warnings) {
    new TreeMap<>(variables).forEach((name, value) -> read(name, value, variables, problems));
    if (!unknown.isEmpty()) {
      warnings.add(
          "environment variables that spell no key of a declared name are ignored: "
              + String.join(", ", unknown));
    }
    return taken;
  }

  private void read(String name, String value, Map<String, String> variables, Problems problems) {
    String upper = name.toUpperCase(Locale.ROOT);
    List<String> meant = keys.getOrDefault(upper, List.of());
    if (!upper.startsWith(PREFIX)) {
      return;
    }
    if (!upper.equals(name) && !meant.isEmpty() && variables.containsKey(upper)) {
      problems.add(
          "the environment variables "
              + upper
              + " and "
              + SafeText.escape(name)
              + " spell the same key "
              + meant.get(0)
              + "; remove the second");
    } else if (meant.isEmpty() || !upper.equals(name)) {
      ignore(name, upper);
    } else if (meant.size() > 1) {
      problems.add(
          "the environment variable "
              + name
              + " spells more than one key: "
              + String.join(", ", meant)
              + "; set the meant one in "
              + Sources.FILE_NAME
              + " or by -D");
    } else {
      taken.add(Sources.fromEnvironment(meant.get(0), name, value));
    }
  }

  private void ignore(String name, String upper) {
    boolean expected = IGNORED.matcher(upper).matches() || belongsToAnotherInstance(upper);
    if (keys.containsKey(upper) || !expected) {
      Optional<String> meant =
          keys.containsKey(upper) ? Optional.of(upper) : Nearest.of(name, keys.keySet());
      unknown.add(SafeText.escape(name) + meant.map(m -> " (" + m + "?)").orElse(""));
    }
  }

  private boolean belongsToAnotherInstance(String name) {
    return name.startsWith(INSTANCES)
        && catalogue.templates().stream()
            .map(Environment::spellings)
            .anyMatch(pattern -> name.matches(INSTANCES + "[A-Z0-9_]+_" + pattern));
  }

  private static String spellings(String template) {
    return variable(template.replace(Settings.NAME, "*"))
        .substring(PREFIX.length())
        .replace("*", "[A-Z0-9_]+");
  }
}
