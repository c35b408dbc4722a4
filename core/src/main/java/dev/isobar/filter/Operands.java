package dev.isobar.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What {@code AND} and {@code OR} have in common. */
final class Operands {

  private Operands() {}

  /** Joins filters; one that is {@code absorbing} decides, those that are {@code neutral} drop. */
  static Filter join(
      Collection<? extends Filter> filters,
      Filter neutral,
      Filter absorbing,
      Function<List<Filter>, Filter> node) {
    List<Filter> operands = new ArrayList<>(filters);
    operands.removeIf(neutral::equals);
    if (operands.isEmpty()) {
      return neutral;
    }
    if (operands.contains(absorbing)) {
      return absorbing;
    }
    return operands.size() == 1 ? operands.get(0) : node.apply(operands);
  }

  /** The operands, those of nested nodes of the same kind in their place. */
  static List<Filter> check(List<Filter> operands, Function<Filter, List<Filter>> unnest) {
    List<Filter> flat = operands.stream().map(unnest).flatMap(List::stream).toList();
    if (flat.size() < 2 || flat.stream().anyMatch(Filter.Constant.class::isInstance)) {
      throw new IllegalArgumentException(
          "AND and OR take two or more operands and no constant;"
              + " Filter.and(..) and Filter.or(..) simplify");
    }
    if (depth(flat) > Filter.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "A filter may be nested " + Filter.MAX_DEPTH + " deep, this one is deeper");
    }
    return flat;
  }

  private static int depth(List<Filter> operands) {
    return operands.stream().map(Operands::of).mapToInt(Operands::parentheses).max().orElse(0);
  }

  private static int parentheses(List<Filter> operands) {
    return operands.isEmpty() ? 0 : 1 + depth(operands);
  }

  private static List<Filter> of(Filter filter) {
    if (filter instanceof Filter.And and) {
      return and.operands();
    }
    return filter instanceof Filter.Or or ? or.operands() : List.of();
  }
}
