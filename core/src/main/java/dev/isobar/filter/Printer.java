package dev.isobar.filter;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a filter in its one canonical form. */
final class Printer implements Filter.Visitor<String> {

  private Printer() {}

  static String print(Filter filter) {
    return filter.accept(new Printer());
  }

  static String print(Path.Data path) {
    return path.segments().stream()
        .map(s -> s.matches("[A-Za-z0-9_-]+") ? s : quote(s))
        .collect(Collectors.joining(".", "data.", ""));
  }

  /** The text as a string literal. */
  static String quote(String text) {
    return "'" + escapeBackslashes(text, "'").replace("'", "\\'") + "'";
  }

  /** Doubles each backslash that would otherwise escape what follows it. */
  static String escapeBackslashes(String text, String special) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      if (c == '\\' && isEscapable(text, i + 1, special)) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isEscapable(String text, int next, String special) {
    return next == text.length()
        || text.charAt(next) == '\\'
        || special.indexOf(text.charAt(next)) >= 0;
  }

  @Override
  public String constant(Filter.Constant constant) {
    return constant.value() ? "TRUE" : "FALSE";
  }

  @Override
  public String and(Filter.And and) {
    return join(and.operands(), " AND ");
  }

  @Override
  public String or(Filter.Or or) {
    return join(or.operands(), " OR ");
  }

  @Override
  public String exists(Filter.Exists exists) {
    return (exists.negated() ? "NOT EXISTS " : "EXISTS ") + exists.path();
  }

  @Override
  public String equal(Filter.Equal equal) {
    return equal.path() + (equal.negated() ? " <> " : " = ") + equal.value();
  }

  @Override
  public String in(Filter.In in) {
    String values =
        in.values().stream().map(Literal::toString).collect(Collectors.joining(", ", "(", ")"));
    return in.path() + (in.negated() ? " NOT IN " : " IN ") + values;
  }

  @Override
  public String like(Filter.Like like) {
    return like.path()
        + (like.negated() ? " NOT LIKE " : " LIKE ")
        + quote(like.pattern().toString());
  }

  @Override
  public String compare(Filter.Compare compare) {
    return compare.path() + " " + compare.operator().symbol() + " " + compare.number();
  }

  private String join(List<Filter> operands, String word) {
    return operands.stream().map(this::operand).collect(Collectors.joining(word));
  }

  private String operand(Filter operand) {
    String text = operand.accept(this);
    return operand instanceof Filter.And || operand instanceof Filter.Or ? "(" + text + ")" : text;
  }
}
