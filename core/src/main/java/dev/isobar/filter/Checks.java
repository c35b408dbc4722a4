package dev.isobar.filter;

import java.util.List;

/** The comparisons of one kind of path. */
interface Checks {

  /** Compares a value that is there. */
  @FunctionalInterface
  interface Check {
    Answer of(Object value);
  }

  Check in(List<Literal> literals);

  Check like(LikePattern pattern);

  Check compare(Filter.Operator operator, Literal.Decimal number);

  /** The answer for a comparison of numbers that may have been impossible. */
  static Answer answer(Filter.Operator operator, int comparison) {
    return comparison == Comparand.ABSENT ? Answer.ABSENT : Answer.of(operator.holds(comparison));
  }
}
