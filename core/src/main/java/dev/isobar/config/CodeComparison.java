package dev.isobar.config;

import dev.isobar.Resource;
import dev.isobar.spi.Setting;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Compares what the configuration says again about a resource with what code says. */
final class CodeComparison {
  private final Values values;
  private final Problems problems;

  CodeComparison(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Reports every part of the structure that is given in both and differs. */
  void compare(Resource ours) {
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
}
