package dev.isobar.filter;

import dev.isobar.filter.JsonFields.JsonNumber;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Data compares with literals of its own JSON type; to others it is as good as absent. */
final class DataChecks implements Checks {

  @Override
  public Check in(List<Literal> literals) {
    Set<Object> texts =
        new HashSet<>(only(Literal.Text.class, literals).map(t -> t.value()).toList());
    Set<Object> flags =
        new HashSet<>(only(Literal.Bool.class, literals).map(b -> b.value()).toList());
    List<Comparand> numbers =
        only(Literal.Decimal.class, literals).map(d -> new Comparand(d.value())).toList();
    return value -> {
      if (value instanceof JsonNumber number) {
        return among(numbers, number.text());
      }
      Set<Object> sameType = value instanceof String ? texts : flags;
      return sameType.isEmpty() ? Answer.ABSENT : Answer.of(sameType.contains(value));
    };
  }

  private static <T extends Literal> Stream<T> only(Class<T> type, List<Literal> literals) {
    return literals.stream().filter(type::isInstance).map(type::cast);
  }

  private static Answer among(List<Comparand> numbers, String text) {
    Answer answer = Answer.ABSENT;
    for (Comparand number : numbers) {
      int comparison = number.compare(text);
      if (comparison == 0) {
        return Answer.YES;
      }
      answer = comparison == Comparand.ABSENT ? Answer.ABSENT : Answer.NO;
    }
    return answer;
  }

  @Override
  public Check like(LikePattern pattern) {
    Predicate<String> matcher = LikeMatcher.of(pattern);
    return value -> value instanceof String text ? Answer.of(matcher.test(text)) : Answer.ABSENT;
  }

  @Override
  public Check compare(Filter.Operator operator, Literal.Decimal number) {
    Comparand comparand = new Comparand(number.value());
    return value ->
        value instanceof JsonNumber json
            ? Checks.answer(operator, comparand.compare(json.text()))
            : Answer.ABSENT;
  }
}
