package dev.isobar.filter;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * The text of a filter beside its meaning in three-valued logic, written a second time without any
 * of the code under test: NOT is evaluated where it stands, JSON is read as a tree, LIKE is a
 * regular expression.
 *
 * @param text the filter
 * @param meaning TRUE, FALSE, or null where something compared is absent
 */
record Sample(String text, Function<CloudEvent, Boolean> meaning) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final int DEPTH = 3;

  static final List<String> ATTRIBUTES = List.of("id", "subject", "type", "tier", "x1");
  static final String ALPHABET = "ab%_\\'\"\u00e9\ud83d\ude00";
  static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "5",
          "5.0",
          "5e0",
          "0.1",
          "1e3",
          "1000",
          "9007199254740993",
          "9007199254740992",
          "123456789012345678901234567890.5",
          "0.000000000000000000001");
  static final List<String> DATA_PATHS = List.of("a", "b", "a.a", "a.b", "b.'x y'", "a.b.a");

  boolean takes(CloudEvent event) {
    return Boolean.TRUE.equals(meaning.apply(event));
  }

  @Override
  public String toString() {
    return text;
  }

  /** Filters over attributes and text only, in the part of the language that CESQL shares. */
  static Arbitrary<Sample> likeCesql() {
    return trees(
        textLeaves(cesqlText().map(Sample::quoteForCesql), cesqlText(), attributes()), DEPTH);
  }

  /** Filters of every kind. */
  static Arbitrary<Sample> all() {
    Arbitrary<Sample> leaves =
        Arbitraries.oneOf(
            textLeaves(values().map(Sample::quote), values(), attributes()),
            textLeaves(values().map(Sample::quote), values(), fields()),
            attributeNumbers(),
            fieldLiterals());
    return trees(leaves, DEPTH);
  }

  static Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(NUMBERS),
        Arbitraries.of("true", "", "gold", "a%", "1e999999999"),
        codePoints().list().ofMaxSize(5).map(s -> String.join("", s)));
  }

  private static Arbitrary<String> codePoints() {
    return Arbitraries.of(ALPHABET.codePoints().mapToObj(Character::toString).toList());
  }

  /** Texts that are not among the documented differences to CESQL. */
  private static Arbitrary<String> cesqlText() {
    return values().filter(s -> !s.matches("(?s).*\\\\([\\\\'\"].*|$)"));
  }

  private static String quoteForCesql(String value) {
    return "'" + value.replace("'", "\\'") + "'";
  }

  private static String quote(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String unquote(String literal) {
    boolean isDouble = literal.startsWith("\"");
    String inner = literal.substring(1, literal.length() - 1);
    return isDouble ? inner.replace("\\\"", "\"").replace("\\\\", "\\") : inner.replace("\\'", "'");
  }

  /** Where a text is read, and how. */
  private record Place(String path, Function<CloudEvent, String> text) {}

  private static Arbitrary<Place> attributes() {
    return Arbitraries.of(ATTRIBUTES).map(name -> new Place(name, e -> attribute(e, name)));
  }

  private static Arbitrary<Place> fields() {
    return Arbitraries.of(DATA_PATHS)
        .map(
            p ->
                new Place("data." + p, e -> field(e, p).isTextual() ? field(e, p).asText() : null));
  }

  private static Arbitrary<Sample> textLeaves(
      Arbitrary<String> literals, Arbitrary<String> patterns, Arbitrary<Place> places) {
    return Combinators.combine(
            places,
            literals,
            literals.list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of("=", "<>", "!=", "LIKE", "NOT LIKE", "IN", "not in", "EXISTS"))
        .as(Sample::textLeaf);
  }

  private static Sample textLeaf(Place place, String literal, List<String> list, String operator) {
    if (operator.equals("EXISTS")) {
      return exists(place);
    }
    boolean isIn = operator.equalsIgnoreCase("in") || operator.equals("not in");
    String right = isIn ? "(" + String.join(", ", list) + ")" : literal;
    boolean negated = operator.matches("<>|!=|NOT LIKE|not in");
    Function<String, Boolean> test = test(operator, literal, list);
    return new Sample(
        place.path + " " + operator + " " + right,
        e -> place.text.apply(e) == null ? null : test.apply(place.text.apply(e)) != negated);
  }

  private static Function<String, Boolean> test(
      String operator, String literal, List<String> list) {
    if (operator.endsWith("LIKE")) {
      return Pattern.compile(regex(unquote(literal)), Pattern.DOTALL).asMatchPredicate()::test;
    }
    return operator.toLowerCase().endsWith("in")
        ? v -> list.stream().anyMatch(l -> unquote(l).equals(v))
        : unquote(literal)::equals;
  }

  static String regex(String pattern) {
    return Pattern.compile("\\\\[%_\\\\]|.", Pattern.DOTALL)
        .matcher(pattern)
        .results()
        .map(r -> r.group())
        .map(Sample::regexOfPiece)
        .collect(Collectors.joining());
  }

  private static String regexOfPiece(String piece) {
    return switch (piece) {
      case "%" -> ".*";
      case "_" -> ".";
      default ->
          Pattern.quote(
              piece.length() == 2 && piece.charAt(0) == '\\' ? piece.substring(1) : piece);
    };
  }

  private static Sample exists(Place place) {
    return place.path.startsWith("data.")
        ? new Sample(
            "EXISTS " + place.path,
            e ->
                field(e, place.path.substring(5)).isValueNode()
                    && !field(e, place.path.substring(5)).isNull())
        : new Sample("EXISTS " + place.path, e -> place.text.apply(e) != null);
  }

  private static Arbitrary<Sample> attributeNumbers() {
    return Combinators.combine(
            Arbitraries.of(ATTRIBUTES),
            Arbitraries.of("<", "<=", ">", ">="),
            Arbitraries.of(NUMBERS))
        .as(
            (name, operator, number) ->
                new Sample(
                    name + operator + number,
                    e -> size(decimal(attribute(e, name)), operator, new BigDecimal(number))));
  }

  private static Arbitrary<Sample> fieldLiterals() {
    return Combinators.combine(
            Arbitraries.of(DATA_PATHS),
            Arbitraries.of("<", "<=", ">", ">=", "=", "<>", "TRUE", "FALSE"),
            Arbitraries.of(NUMBERS))
        .as(Sample::fieldLiteral);
  }

  private static Sample fieldLiteral(String path, String operator, String number) {
    if (operator.endsWith("E")) {
      boolean wanted = operator.equals("TRUE");
      return new Sample(
          "data." + path + " = " + operator,
          e -> field(e, path).isBoolean() ? field(e, path).asBoolean() == wanted : null);
    }
    return new Sample(
        "data." + path + " " + operator + " " + number,
        e -> {
          JsonNode node = field(e, path);
          return size(
              node.isNumber() ? node.decimalValue() : null, operator, new BigDecimal(number));
        });
  }

  private static Boolean size(BigDecimal value, String operator, BigDecimal number) {
    if (value == null) {
      return null;
    }
    int sign = value.compareTo(number);
    return switch (operator) {
      case "<" -> sign < 0;
      case "<=" -> sign <= 0;
      case ">" -> sign > 0;
      case ">=" -> sign >= 0;
      case "=" -> sign == 0;
      default -> sign != 0;
    };
  }

  private static BigDecimal decimal(String text) {
    boolean isDecimal = text != null && text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    return isDecimal ? new BigDecimal(text) : null;
  }

  private static String attribute(CloudEvent event, String name) {
    boolean isCore = event.getSpecVersion().getAllAttributes().contains(name);
    Object value = isCore ? event.getAttribute(name) : event.getExtension(name);
    return value == null ? null : value.toString();
  }

  private static JsonNode field(CloudEvent event, String path) {
    String pointer = "/" + path.replace("'", "").replace('.', '/');
    try {
      JsonNode data =
          event.getData() == null ? JSON.nullNode() : JSON.readTree(event.getData().toBytes());
      return data.at(pointer);
    } catch (IOException notJson) {
      return JSON.missingNode();
    }
  }

  private static Arbitrary<Sample> trees(Arbitrary<Sample> leaves, int depth) {
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Sample> operands = trees(leaves, depth - 1);
    Arbitrary<List<Sample>> several = operands.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.oneOf(
        operands,
        operands.map(s -> new Sample("NOT (" + s.text + ")", e -> not(s.meaning.apply(e)))),
        several.map(l -> joined(l, " AND ", false)),
        several.map(l -> joined(l, " or ", true)));
  }

  private static Boolean not(Boolean value) {
    return value == null ? null : !value;
  }

  private static Sample joined(List<Sample> operands, String word, boolean decisive) {
    return new Sample(
        operands.stream().map(s -> "(" + s.text + ")").collect(Collectors.joining(word)),
        e -> {
          List<Boolean> values = operands.stream().map(s -> s.meaning.apply(e)).toList();
          return values.stream().anyMatch(v -> v != null && v == decisive)
              ? Boolean.valueOf(decisive)
              : values.contains(null) ? null : Boolean.valueOf(!decisive);
        });
  }
}
