package dev.isobar.filter;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which names attributes may have in a filter. */
final class Names {

  private static final int MAX_LENGTH = 20;
  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "like", "in", "exists", "true", "false");

  private Names() {}

  static boolean isReserved(String word) {
    return RESERVED.contains(word.toLowerCase(Locale.ROOT));
  }

  static void check(String name) {
    String problem = problem(name);
    if (problem != null) {
      throw new IllegalArgumentException(Excerpt.quote(name) + " is no attribute: " + problem);
    }
  }

  /** Why no attribute in a filter may have this name, or null if one may. */
  static @Nullable String problem(String name) {
    if (name.equals("data")) {
      return "data is the payload, write data.field";
    }
    if (isReserved(name)) {
      return "it is a word of the filter language";
    }
    return problemOfForm(name);
  }

  private static @Nullable String problemOfForm(String name) {
    if (!name.matches("[a-z0-9]+")) {
      return "attribute names have only lower-case letters and digits";
    }
    if (name.matches("[0-9]+")) {
      return "it is a number, and the value stands on the right: x = 5";
    }
    return name.length() > MAX_LENGTH
        ? "attribute names have at most " + MAX_LENGTH + " characters"
        : null;
  }
}
