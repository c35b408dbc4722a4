package dev.isobar.filter;

import dev.isobar.filter.JsonFields.JsonNumber;
import dev.isobar.filter.MatcherCompiler.Test;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The comparisons of one field of the data, with literals of its own JSON type only. */
final class DataTests implements Tests {

  private final int slot;

  DataTests(int slot) {
    this.slot = slot;
  }

  @Override
  public Test exists(boolean wanted) {
    return (event, data) -> (data.value(event, slot) != null) == wanted;
  }

  @Override
  public Test in(List<Literal> literals, boolean wanted) {
    Test text = texts(only(Literal.Text.class, literals), wanted);
    Test flag = flags(only(Literal.Bool.class, literals), wanted);
    Test number = numbers(only(Literal.Decimal.class, literals), wanted);
    return (event, data) ->
        text.test(event, data) || flag.test(event, data) || number.test(event, data);
  }

  private static <T extends Literal> Stream<T> only(Class<T> type, List<Literal> literals) {
    return literals.stream().filter(type::isInstance).map(type::cast);
  }

  private Test texts(Stream<Literal.Text> literals, boolean wanted) {
    Set<String> texts = literals.map(Literal.Text::value).collect(Collectors.toSet());
    return (event, data) ->
        data.value(event, slot) instanceof String text
            && !texts.isEmpty()
            && texts.contains(text) == wanted;
  }

  private Test flags(Stream<Literal.Bool> literals, boolean wanted) {
    Set<Boolean> flags = literals.map(Literal.Bool::value).collect(Collectors.toSet());
    return (event, data) ->
        data.value(event, slot) instanceof Boolean flag
            && !flags.isEmpty()
            && flags.contains(flag) == wanted;
  }

  private Test numbers(Stream<Literal.Decimal> literals, boolean wanted) {
    List<Comparand> numbers = literals.map(Literal.Decimal::value).map(Comparand::new).toList();
    return (event, data) ->
        data.value(event, slot) instanceof JsonNumber number
            && !numbers.isEmpty()
            && numbers.get(0).compare(number.text()) != Comparand.ABSENT
            && isAmong(numbers, number.text()) == wanted;
  }

  private static boolean isAmong(List<Comparand> numbers, String text) {
    return numbers.stream().anyMatch(number -> number.compare(text) == 0);
  }

  @Override
  public Test like(LikePattern pattern, boolean wanted) {
    LikeMatcher matcher = new LikeMatcher(pattern);
    return (event, data) ->
        data.value(event, slot) instanceof String text && matcher.test(text) == wanted;
  }

  @Override
  public Test compare(Filter.Operator operator, Literal.Decimal number) {
    Comparand comparand = new Comparand(number.value());
    return (event, data) ->
        data.value(event, slot) instanceof JsonNumber json
            && operator.holds(comparand.compare(json.text()));
  }
}
