package dev.isobar.filter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a filter compares: an attribute, or a field of the JSON data. The methods build filters, as
 * in {@code attribute("type").like("com.acme.%").and(data("order", "total").lessThan(5))}.
 */
public sealed interface Path {

  /**
   * {@code EXISTS path}.
   *
   * @return a filter
   */
  default Filter exists() {
    return new Filter.Exists(this, false);
  }

  /**
   * {@code NOT EXISTS path}.
   *
   * @return a filter
   */
  default Filter notExists() {
    return exists().negate();
  }

  /**
   * {@code path = 'value'}.
   *
   * @param value a text
   * @return a filter
   */
  default Filter equalTo(String value) {
    return new Filter.Equal(this, Literal.of(value), false);
  }

  /**
   * {@code path = number}.
   *
   * @param value a number
   * @return a filter
   */
  default Filter equalTo(Number value) {
    return new Filter.Equal(this, Literal.of(value), false);
  }

  /**
   * {@code path = TRUE} or {@code path = FALSE}.
   *
   * @param value a boolean
   * @return a filter
   */
  default Filter equalTo(boolean value) {
    return new Filter.Equal(this, Literal.of(value), false);
  }

  /**
   * {@code path <> 'value'}: present and different.
   *
   * @param value a text
   * @return a filter
   */
  default Filter notEqualTo(String value) {
    return equalTo(value).negate();
  }

  /**
   * {@code path <> number}: present and different.
   *
   * @param value a number
   * @return a filter
   */
  default Filter notEqualTo(Number value) {
    return equalTo(value).negate();
  }

  /**
   * {@code path <> TRUE} or {@code path <> FALSE}: present and different.
   *
   * @param value a boolean
   * @return a filter
   */
  default Filter notEqualTo(boolean value) {
    return equalTo(value).negate();
  }

  /**
   * {@code path IN ('a', 'b')}.
   *
   * @param values texts
   * @return a filter
   */
  default Filter in(String... values) {
    return new Filter.In(this, Stream.of(values).<Literal>map(Literal::of).toList(), false);
  }

  /**
   * {@code path IN (1, 2)}.
   *
   * @param values numbers
   * @return a filter
   */
  default Filter in(Number... values) {
    return new Filter.In(this, Stream.of(values).<Literal>map(Literal::of).toList(), false);
  }

  /**
   * {@code path NOT IN ('a', 'b')}: present and none of them.
   *
   * @param values texts
   * @return a filter
   */
  default Filter notIn(String... values) {
    return in(values).negate();
  }

  /**
   * {@code path NOT IN (1, 2)}: present and none of them.
   *
   * @param values numbers
   * @return a filter
   */
  default Filter notIn(Number... values) {
    return in(values).negate();
  }

  /**
   * {@code path LIKE 'pattern'}.
   *
   * @param pattern {@code %} stands for any text, {@code _} for any one character, {@code \} takes
   *     the meaning from the next of these
   * @return a filter
   */
  default Filter like(String pattern) {
    return new Filter.Like(this, LikePattern.of(pattern), false);
  }

  /**
   * {@code path NOT LIKE 'pattern'}: present and of another form.
   *
   * @param pattern as for {@link #like}
   * @return a filter
   */
  default Filter notLike(String pattern) {
    return like(pattern).negate();
  }

  /**
   * {@code path LIKE 'prefix%'}, with every character of the prefix taken as it is.
   *
   * @param prefix how the text begins
   * @return a filter
   */
  default Filter startsWith(String prefix) {
    return like(LikePattern.quote(prefix) + "%");
  }

  /**
   * {@code path LIKE '%suffix'}, with every character of the suffix taken as it is.
   *
   * @param suffix how the text ends
   * @return a filter
   */
  default Filter endsWith(String suffix) {
    return like("%" + LikePattern.quote(suffix));
  }

  /**
   * {@code path LIKE '%text%'}, with every character of the text taken as it is.
   *
   * @param text what it contains
   * @return a filter
   */
  default Filter contains(String text) {
    return like("%" + LikePattern.quote(text) + "%");
  }

  /**
   * {@code path < number}.
   *
   * @param number a number
   * @return a filter
   */
  default Filter lessThan(Number number) {
    return compare(Filter.Operator.LESS, number);
  }

  /**
   * {@code path <= number}.
   *
   * @param number a number
   * @return a filter
   */
  default Filter atMost(Number number) {
    return compare(Filter.Operator.LESS_OR_EQUAL, number);
  }

  /**
   * {@code path > number}.
   *
   * @param number a number
   * @return a filter
   */
  default Filter greaterThan(Number number) {
    return compare(Filter.Operator.GREATER, number);
  }

  /**
   * {@code path >= number}.
   *
   * @param number a number
   * @return a filter
   */
  default Filter atLeast(Number number) {
    return compare(Filter.Operator.GREATER_OR_EQUAL, number);
  }

  /**
   * {@code path operator number}.
   *
   * @param operator how to compare
   * @param number a number
   * @return a filter
   */
  default Filter compare(Filter.Operator operator, Number number) {
    return new Filter.Compare(this, operator, Literal.of(number));
  }

  /**
   * The value in the form in which this path compares: text for an attribute, any for data.
   *
   * @param value a value
   * @return the value to compare with
   */
  Literal comparable(Literal value);

  /**
   * An attribute of the event.
   *
   * @param name one to 20 of the characters {@code a-z0-9}, not only digits, not {@code data} and
   *     not a word of the language
   */
  record Attribute(String name) implements Path {
    /** Checks the name. */
    public Attribute {
      Names.check(name);
    }

    @Override
    public Literal comparable(Literal value) {
      return new Literal.Text(value.text());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A field of the event's JSON data.
   *
   * @param segments the names of one to {@link Filter#MAX_DEPTH} nested fields, from the outermost
   */
  record Data(List<String> segments) implements Path {
    /** Copies and counts the segments. */
    public Data {
      segments = List.copyOf(segments);
      if (segments.isEmpty() || segments.size() > Filter.MAX_DEPTH) {
        throw new IllegalArgumentException(
            "A data path has 1 to " + Filter.MAX_DEPTH + " fields, not " + segments.size());
      }
    }

    @Override
    public Literal comparable(Literal value) {
      return requireNonNull(value, "value");
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }
}
