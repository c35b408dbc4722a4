package dev.isobar.config;

import dev.isobar.Resource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The families of keys by the kind of resource that they are about. */
enum Section {
  TOPICS(Resource.Kind.TOPIC),
  QUEUES(Resource.Kind.QUEUE),
  SUBSCRIPTIONS(Resource.Kind.SUBSCRIPTION),
  BUSES(Resource.Kind.BUS),
  ROUTES(Resource.Kind.ROUTE);

  /** What logical names and names of instances look like. */
  static final Pattern LOGICAL_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final Resource.Kind kind;

  Section(Resource.Kind kind) {
    this.kind = kind;
  }

  static Section of(Resource.Kind kind) {
    return Arrays.stream(values()).filter(s -> s.kind == kind).findFirst().orElseThrow();
  }

  static Optional<Section> of(String word) {
    return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
  }

  Resource.Kind kind() {
    return kind;
  }

  /** Returns the plural, as in keys. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the singular, as in messages. */
  String noun() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the key of one member. */
  String key(String name, String leaf) {
    return Entry.PREFIX + word() + "." + name + "." + leaf;
  }
}
