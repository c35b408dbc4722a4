package dev.isobar.filter;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Attributes compare as their canonical text; sizes compare where that is a number. */
final class AttributeChecks implements Checks {

  @Override
  public Check in(List<Literal> literals) {
    Set<String> texts = literals.stream().map(Literal::text).collect(Collectors.toSet());
    String only = literals.get(0).text();
    return texts.size() == 1
        ? value -> Answer.of(only.equals(AttributeReader.text(value)))
        : value -> Answer.of(texts.contains(AttributeReader.text(value)));
  }

  @Override
  public Check like(LikePattern pattern) {
    Predicate<String> matcher = LikeMatcher.of(pattern);
    return value -> Answer.of(matcher.test(AttributeReader.text(value)));
  }

  @Override
  public Check compare(Filter.Operator operator, Literal.Decimal number) {
    Comparand comparand = new Comparand(number.value());
    return value -> Checks.answer(operator, compare(comparand, value));
  }

  private static int compare(Comparand comparand, Object value) {
    return value instanceof Integer || value instanceof Long
        ? comparand.compare(((Number) value).longValue())
        : comparand.compare(AttributeReader.text(value));
  }
}
