package dev.isobar.config;

import java.util.Optional;

/**
 * The parts of a key that is about one named resource.
 *
 * @param section the plural of its kind, or {@code bindings}
 * @param name the logical name, as written: it may be illegal
 * @param leaf the last word of the key, empty for a binding
 */
record Member(String section, String name, String leaf) {
  private static final String BINDINGS = "bindings";

  static Optional<Member> of(String plainKey) {
    String[] start = plainKey.split("\\.", 3);
    if (start.length < 3 || !plainKey.startsWith(Entry.PREFIX)) {
      return Optional.empty();
    }
    if (start[1].equals(BINDINGS)) {
      return Optional.of(new Member(BINDINGS, start[2], ""));
    }
    int end = start[2].lastIndexOf('.');
    return end < 0 || Section.of(start[1]).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Member(start[1], start[2].substring(0, end), start[2].substring(end + 1)));
  }

  boolean isBinding() {
    return section.equals(BINDINGS);
  }

  boolean hasLegalName() {
    return Section.LOGICAL_NAME.matcher(name).matches();
  }

  /** Returns the key of the family that this is a member of, if there is one. */
  String family() {
    return Entry.PREFIX + section + "." + Settings.NAME + (isBinding() ? "" : "." + leaf);
  }
}
