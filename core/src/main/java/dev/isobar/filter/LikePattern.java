package dev.isobar.filter;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The pattern of a {@code LIKE}, taken apart so that a compiler need not.
 *
 * @param parts texts and wildcards in their order; no two neighbours are both texts or both {@link
 *     Wildcard#ANY}, and no text is empty
 */
public record LikePattern(List<Part> parts) {

  /** How many characters a pattern may have: {@value}. */
  public static final int MAX_LENGTH = 1_024;

  /** Merges neighbours and checks the length. */
  public LikePattern {
    parts = merge(parts);
    if (print(parts).length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "A LIKE pattern has at most " + MAX_LENGTH + " characters");
    }
  }

  /** A piece of a pattern. */
  public sealed interface Part {}

  /**
   * A text that must be there.
   *
   * @param value the text, without escapes
   */
  public record Text(String value) implements Part {
    /** Checks the components. */
    public Text {
      requireNonNull(value, "value");
    }
  }

  /** A place for other text. */
  public enum Wildcard implements Part {
    /** {@code _}: one character (a Unicode code point), whichever. */
    ONE,
    /** {@code %}: any text, also none. */
    ANY
  }

  /** The forms that most services know natively. */
  public enum Shape {
    /** No wildcard: the text itself. */
    EXACT,
    /** {@code text%}. */
    PREFIX,
    /** {@code %text}. */
    SUFFIX,
    /** {@code %text%}. */
    CONTAINS,
    /** {@code %}: whatever is there. */
    ANY,
    /** Anything else. */
    OTHER
  }

  /**
   * Reads a pattern.
   *
   * @param text {@code %} stands for any text, {@code _} for any one character; {@code \} before
   *     one of these or before another {@code \} means that character itself, elsewhere it is an
   *     ordinary character
   * @return the pattern
   * @throws IllegalArgumentException if it is too long
   */
  public static LikePattern of(String text) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        i++;
        parts.add(new Text(text.substring(i, i + 1)));
      } else {
        parts.add(part(text.charAt(i)));
      }
    }
    return new LikePattern(parts);
  }

  /**
   * A pattern text that fits nothing but the given text.
   *
   * @param text any text
   * @return the text with {@code %}, {@code _} and {@code \} escaped
   */
  public static String quote(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  /**
   * The form of the pattern.
   *
   * @return the form
   */
  public Shape shape() {
    String form = parts.stream().map(LikePattern::letter).reduce("", String::concat);
    return switch (form) {
      case "", "t" -> Shape.EXACT;
      case "t%" -> Shape.PREFIX;
      case "%t" -> Shape.SUFFIX;
      case "%t%" -> Shape.CONTAINS;
      case "%" -> Shape.ANY;
      default -> Shape.OTHER;
    };
  }

  /**
   * The first text: for every shape but {@link Shape#OTHER} the only one.
   *
   * @return the text without escapes, empty if there is none
   */
  public String text() {
    return parts.stream()
        .map(LikePattern::literal)
        .filter(t -> !t.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * The text with which everything that fits begins.
   *
   * @return the text without escapes, empty if the pattern begins with a wildcard
   */
  public String prefix() {
    return parts.isEmpty() ? "" : literal(parts.get(0));
  }

  /**
   * Whether a text has this form, in time proportional to its length times that of the pattern.
   *
   * @param value a text
   * @return true if it fits
   */
  public boolean matches(String value) {
    return new LikeMatcher(this).test(value);
  }

  /**
   * The pattern as it is written behind {@code LIKE}, without quotes.
   *
   * @return the pattern, with only those escapes that it needs
   */
  @Override
  public String toString() {
    return print(parts);
  }

  private static boolean isEscape(String text, int index) {
    return text.charAt(index) == '\\'
        && index + 1 < text.length()
        && "%_\\".indexOf(text.charAt(index + 1)) >= 0;
  }

  private static Part part(char c) {
    return switch (c) {
      case '%' -> Wildcard.ANY;
      case '_' -> Wildcard.ONE;
      default -> new Text(String.valueOf(c));
    };
  }

  private static List<Part> merge(List<Part> parts) {
    List<Part> merged = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Text t) {
        text.append(t.value);
      } else {
        flush(text, merged);
        addWildcard(part, merged);
      }
    }
    flush(text, merged);
    return List.copyOf(merged);
  }

  private static void flush(StringBuilder text, List<Part> parts) {
    if (text.length() > 0) {
      parts.add(new Text(text.toString()));
      text.setLength(0);
    }
  }

  private static void addWildcard(Part wildcard, List<Part> parts) {
    boolean repeated = !parts.isEmpty() && parts.get(parts.size() - 1) == Wildcard.ANY;
    if (wildcard == Wildcard.ONE || !repeated) {
      parts.add(wildcard);
    }
  }

  private static String letter(Part part) {
    return part instanceof Text ? "t" : part == Wildcard.ANY ? "%" : "_";
  }

  private static String literal(Part part) {
    return part instanceof Text text ? text.value : "";
  }

  private static String print(List<Part> parts) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(part instanceof Text text ? escape(text.value) : letter(part));
    }
    return out.toString();
  }

  private static String escape(String text) {
    return Printer.escapeBackslashes(text, "%_").replace("%", "\\%").replace("_", "\\_");
  }
}
