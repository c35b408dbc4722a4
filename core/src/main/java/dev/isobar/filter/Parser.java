package dev.isobar.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the text of a filter; a method for each rule of the grammar. */
final class Parser {

  private static final String OPERATORS = "one of = <> != < <= > >= LIKE IN NOT";
  private static final String OPERANDS =
      "an attribute, data.field, EXISTS, NOT, TRUE, FALSE or a parenthesis";

  private final String text;
  private final Cursor cursor;
  private int depth;

  Parser(String text) {
    this.text = text;
    this.cursor = new Cursor(text);
  }

  Filter parse() {
    checkLength();
    Filter filter = filter();
    if (!cursor.isAtEnd()) {
      throw cursor.unexpected("AND, OR or the end of the filter", null);
    }
    return filter;
  }

  private void checkLength() {
    if (text.length() > Filter.MAX_LENGTH || bytes() > Filter.MAX_LENGTH) {
      throw cursor.error(0, "the filter is longer than " + Filter.MAX_LENGTH + " bytes");
    }
  }

  private int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Filter filter() {
    Filter first = operand();
    if (cursor.isAtWord("AND")) {
      return Filter.and(chain(first, "AND", "OR"));
    }
    return cursor.isAtWord("OR") ? Filter.or(chain(first, "OR", "AND")) : first;
  }

  private List<Filter> chain(Filter first, String word, String other) {
    List<Filter> operands = new ArrayList<>(List.of(first));
    while (cursor.takeWord(word)) {
      operands.add(operand());
    }
    if (cursor.isAtWord(other)) {
      throw cursor.unexpected(
          word + " or the end", "AND beside OR needs parentheses, as in (a AND b) OR c");
    }
    return operands;
  }

  private Filter operand() {
    return cursor.takeWord("NOT") ? not() : test();
  }

  private Filter not() {
    if (cursor.isAt('(') || isAtOneOf("EXISTS", "TRUE", "FALSE")) {
      return test().negate();
    }
    throw cursor.unexpected(
        "EXISTS, TRUE, FALSE or a parenthesis", "write the parentheses: NOT (x = 'a')");
  }

  private boolean isAtOneOf(String... words) {
    return List.of(words).stream().anyMatch(cursor::isAtWord);
  }

  private Filter test() {
    if (cursor.isAt('(')) {
      return group();
    }
    if (cursor.takeWord("TRUE")) {
      return Filter.TRUE;
    }
    if (cursor.takeWord("FALSE")) {
      return Filter.FALSE;
    }
    return cursor.takeWord("EXISTS") ? path("an attribute or data.field").exists() : comparison();
  }

  private Filter group() {
    int start = cursor.at();
    if (++depth > Filter.MAX_DEPTH) {
      throw cursor.error(start, "parentheses are nested deeper than " + Filter.MAX_DEPTH);
    }
    cursor.take('(');
    Filter filter = filter();
    if (!cursor.take(')')) {
      throw cursor.unexpected("AND, OR or )", null);
    }
    depth--;
    return filter;
  }

  private Path path(String allowed) {
    if (cursor.isAtQuote() || cursor.isAtNumber() && !startsWithWord()) {
      throw cursor.unexpected(allowed, "the value stands on the right: x = 'a'");
    }
    cursor.isAtEnd();
    int start = cursor.at();
    String word = cursor.word();
    if (word.isEmpty()) {
      throw cursor.unexpected(allowed, null);
    }
    return word.equals("data") && cursor.touches('.') ? data() : attribute(start, word);
  }

  private boolean startsWithWord() {
    return !cursor.isAt('+') && !cursor.isAt('.');
  }

  private Path attribute(int start, String name) {
    String problem = Names.problem(name);
    if (problem != null) {
      throw cursor.error(start, Excerpt.quote(name) + " is no attribute: " + problem);
    }
    if (cursor.touches('.')) {
      throw cursor.unexpected(OPERATORS, "only data has fields, as in data.order");
    }
    return new Path.Attribute(name);
  }

  private Path data() {
    int start = cursor.at();
    List<String> segments = new ArrayList<>();
    while (cursor.touches('.')) {
      cursor.take('.');
      segments.add(segment());
    }
    return checked(start, () -> new Path.Data(segments));
  }

  private String segment() {
    if (cursor.touches('\'') || cursor.touches('"')) {
      return cursor.string();
    }
    int start = cursor.at();
    String name = cursor.word();
    if (!name.matches("[A-Za-z0-9_-]+") || !isRightAt(start, name)) {
      throw cursor.error(
          start, "a field of data has letters, digits, _ and -, or quotes: data.'my field'");
    }
    return name;
  }

  private boolean isRightAt(int start, String name) {
    return cursor.at() == start + name.length();
  }

  private Filter comparison() {
    Path path = path(OPERANDS);
    cursor.isAtEnd();
    int start = cursor.at();
    String symbol = cursor.symbol();
    return switch (symbol) {
      case "=" -> new Filter.Equal(path, literal(), false);
      case "<>", "!=" -> new Filter.Equal(path, literal(), true);
      case "<" -> compare(path, Filter.Operator.LESS);
      case "<=" -> compare(path, Filter.Operator.LESS_OR_EQUAL);
      case ">" -> compare(path, Filter.Operator.GREATER);
      case ">=" -> compare(path, Filter.Operator.GREATER_OR_EQUAL);
      case "" ->
          cursor.takeWord("NOT") ? words(path, "LIKE or IN").negate() : words(path, OPERATORS);
      default -> throw cursor.unexpectedAt(start, OPERATORS);
    };
  }

  private Filter words(Path path, String allowed) {
    if (cursor.takeWord("LIKE")) {
      return new Filter.Like(path, pattern(), false);
    }
    if (cursor.takeWord("IN")) {
      return new Filter.In(path, values(), false);
    }
    throw cursor.unexpected(allowed, null);
  }

  private Filter compare(Path path, Filter.Operator operator) {
    if (!cursor.isAtNumber()) {
      throw cursor.unexpected(
          "a number", operator.symbol() + " compares only numbers: x " + operator.symbol() + " 5");
    }
    return new Filter.Compare(path, operator, number());
  }

  private LikePattern pattern() {
    if (!cursor.isAtQuote()) {
      throw cursor.unexpected("a pattern in quotes", quotesNeeded());
    }
    return checked(cursor.at(), () -> LikePattern.of(cursor.string()));
  }

  private List<Literal> values() {
    if (!cursor.take('(')) {
      throw cursor.unexpected("( before the values of IN", "write x IN ('a', 'b')");
    }
    List<Literal> values = new ArrayList<>();
    do {
      checkCount(values.size());
      values.add(literal());
    } while (cursor.take(','));
    if (!cursor.take(')')) {
      throw cursor.unexpected(", or ) after a value of IN", null);
    }
    return values;
  }

  private void checkCount(int count) {
    if (count == Filter.MAX_VALUES) {
      throw cursor.error(cursor.at(), "IN takes at most " + Filter.MAX_VALUES + " values");
    }
  }

  private Literal literal() {
    if (cursor.isAtQuote()) {
      return Literal.of(cursor.string());
    }
    if (cursor.isAtNumber()) {
      return number();
    }
    if (cursor.takeWord("TRUE")) {
      return Literal.of(true);
    }
    if (cursor.takeWord("FALSE")) {
      return Literal.of(false);
    }
    throw cursor.unexpected("a text in quotes, a number, TRUE or FALSE", quotesNeeded());
  }

  private @Nullable String quotesNeeded() {
    return cursor.isAtName() ? "text needs quotes, as in 'abc'" : null;
  }

  private Literal.Decimal number() {
    return checked(cursor.at(), () -> new Literal.Decimal(Decimals.parse(cursor.number())));
  }

  private <T> T checked(int start, Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidFilterException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw cursor.error(start, String.valueOf(e.getMessage()));
    }
  }
}
