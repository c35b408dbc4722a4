package dev.isobar.filter;

import dev.isobar.filter.MatcherCompiler.Test;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The comparisons of one attribute: with its canonical text, or by size where that is a number.
 * Each is one function, because it is calls of functions that evaluating a filter costs.
 */
final class AttributeTests implements Tests {

  private final AttributeReader attribute;

  AttributeTests(String name) {
    this.attribute = new AttributeReader(name);
  }

  @Override
  public Test exists(boolean wanted) {
    return (event, data) -> (attribute.read(event) != null) == wanted;
  }

  @Override
  public Test in(List<Literal> literals, boolean wanted) {
    Set<String> texts = literals.stream().map(Literal::text).collect(Collectors.toSet());
    return texts.size() == 1 ? equal(literals.get(0).text(), wanted) : in(texts, wanted);
  }

  private Test equal(String text, boolean wanted) {
    return (event, data) -> {
      Object value = attribute.read(event);
      return value != null && text.equals(AttributeReader.text(value)) == wanted;
    };
  }

  private Test in(Set<String> texts, boolean wanted) {
    return (event, data) -> {
      Object value = attribute.read(event);
      return value != null && texts.contains(AttributeReader.text(value)) == wanted;
    };
  }

  @Override
  public Test like(LikePattern pattern, boolean wanted) {
    LikeMatcher matcher = new LikeMatcher(pattern);
    return (event, data) -> {
      Object value = attribute.read(event);
      return value != null && matcher.test(AttributeReader.text(value)) == wanted;
    };
  }

  @Override
  public Test compare(Filter.Operator operator, Literal.Decimal number) {
    Comparand comparand = new Comparand(number.value());
    return (event, data) -> {
      Object value = attribute.read(event);
      return value != null && operator.holds(compare(comparand, value));
    };
  }

  private static int compare(Comparand comparand, Object value) {
    return value instanceof Integer || value instanceof Long
        ? comparand.compare(((Number) value).longValue())
        : comparand.compare(AttributeReader.text(value));
  }
}
