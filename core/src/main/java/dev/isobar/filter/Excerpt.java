package dev.isobar.filter;

import java.util.List;

/** A place in a text, and what a message may show of it: short, on one line, printable. */
final class Excerpt {

  private static final int BEFORE = 60;
  private static final int AFTER = 20;
  private static final int MAX_QUOTED = 40;
  private static final String CUT = "…";

  private final String text;
  private final int index;
  private final int lineStart;

  Excerpt(String text, int index) {
    this.text = text;
    this.index = index;
    this.lineStart = before().lastIndexOf('\n') + 1;
  }

  int line() {
    return 1 + (int) before().chars().filter(c -> c == '\n').count();
  }

  int column() {
    return 1 + text.codePointCount(lineStart, index);
  }

  String place() {
    return "line " + line() + ", column " + column();
  }

  String withCaret() {
    int from = Math.max(lineStart, index - BEFORE);
    int to = Math.min(lineEnd(), index + AFTER);
    String before = from > lineStart ? CUT : "";
    String after = to < lineEnd() ? CUT : "";
    String indent = " ".repeat(before.length() + text.codePointCount(from, index));
    return "  " + before + printable(text.substring(from, to)) + after + "\n  " + indent + "^";
  }

  private String before() {
    return text.substring(0, index);
  }

  private int lineEnd() {
    int end = text.indexOf('\n', index);
    return end < 0 ? text.length() : end;
  }

  /** The text in quotes, cut short if it is long. */
  static String quote(String text) {
    boolean isLong = text.length() > MAX_QUOTED;
    return "'" + (isLong ? printable(text.substring(0, MAX_QUOTED)) + CUT : printable(text)) + "'";
  }

  private static String printable(String text) {
    int[] shown = text.codePoints().map(c -> isPrintable(c) ? c : '?').toArray();
    return new String(shown, 0, shown.length).replace('\t', ' ');
  }

  private static boolean isPrintable(int c) {
    int type = Character.getType(c);
    return c == '\t'
        || !List.of(
                (int) Character.CONTROL,
                (int) Character.FORMAT,
                (int) Character.SURROGATE,
                (int) Character.LINE_SEPARATOR,
                (int) Character.PARAGRAPH_SEPARATOR,
                (int) Character.UNASSIGNED)
            .contains(type);
  }
}
