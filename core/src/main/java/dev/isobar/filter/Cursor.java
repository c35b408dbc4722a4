package dev.isobar.filter;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A place in a filter's text that moves on from word to word. */
final class Cursor {

  private static final Map<String, String> HINTS =
      Map.ofEntries(
          Map.entry("==", "write ="),
          Map.entry("===", "write ="),
          Map.entry("=<", "write <="),
          Map.entry("=>", "write >="),
          Map.entry("&&", "write AND"),
          Map.entry("&", "write AND"),
          Map.entry("||", "write OR"),
          Map.entry("|", "write OR"),
          Map.entry("!", "write NOT, as in NOT (x = 'a')"),
          Map.entry(";", "a filter ends without ;"),
          Map.entry("--", "a filter has no comments"),
          Map.entry("IS", "write EXISTS x or NOT EXISTS x"),
          Map.entry("NULL", "there is no NULL, write EXISTS x or NOT EXISTS x"),
          Map.entry("NAN", "there is no such number"),
          Map.entry("INFINITY", "there is no such number"),
          Map.entry("BETWEEN", "write x >= 1 AND x <= 2"),
          Map.entry("XOR", "write AND, OR and NOT"),
          Map.entry("ESCAPE", "the escape character is always \\"),
          Map.entry("\u2018", "quote with ' or \""),
          Map.entry("\u2019", "quote with ' or \""),
          Map.entry("\u201c", "quote with ' or \""),
          Map.entry("\u201d", "quote with ' or \""),
          Map.entry("\u00a0", "this is a no-break space"));

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  /** Skips white space and tells whether the text is over. */
  boolean isAtEnd() {
    skip(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n');
    return at == text.length();
  }

  /** Whether the next character, white space skipped, is this one. */
  boolean isAt(char expected) {
    return !isAtEnd() && text.charAt(at) == expected;
  }

  /** Whether the very next character is this one. */
  boolean touches(char expected) {
    return at < text.length() && text.charAt(at) == expected;
  }

  boolean isAtQuote() {
    return isAt('\'') || isAt('"');
  }

  boolean isAtNumber() {
    return !isAtEnd() && "+-.0123456789".indexOf(text.charAt(at)) >= 0;
  }

  boolean isAtWord(String word) {
    return !isAtEnd() && peekWord().equalsIgnoreCase(word);
  }

  boolean isAtName() {
    return !isAtEnd() && !peekWord().isEmpty();
  }

  boolean take(char expected) {
    boolean found = isAt(expected);
    at += found ? 1 : 0;
    return found;
  }

  boolean takeWord(String word) {
    boolean found = isAtWord(word);
    at += found ? word.length() : 0;
    return found;
  }

  /** The word that begins here, empty if there is none. */
  String word() {
    String word = isAtEnd() ? "" : peekWord();
    at += word.length();
    return word;
  }

  /** The comparison that begins here, such as {@code <=}, empty if there is none. */
  String symbol() {
    isAtEnd();
    return skip(c -> "=<>!".indexOf(c) >= 0);
  }

  /** What looks like a number here, up to the next character that cannot belong to one. */
  String number() {
    return skip(c -> isWordPart(c) || c == '+' || c == '.');
  }

  /** The string literal that begins here. */
  String string() {
    int start = at;
    char quote = text.charAt(at);
    StringBuilder value = new StringBuilder();
    for (at++; !touches(quote); at++) {
      if (touches('\\') && isEscapable(quote)) {
        at++;
      }
      if (at >= text.length()) {
        throw error(start, "this string has no end; close it with " + quote);
      }
      value.append(text.charAt(at));
    }
    at++;
    refuseDoubledQuote(quote);
    return value.toString();
  }

  private boolean isEscapable(char quote) {
    int next = at + 1;
    return next < text.length() && (text.charAt(next) == '\\' || text.charAt(next) == quote);
  }

  private void refuseDoubledQuote(char quote) {
    if (touches(quote)) {
      throw error(
          at, "found a second " + quote + "; a quote inside a string is written \\" + quote);
    }
  }

  private String peekWord() {
    int start = at;
    String word = skip(Cursor::isWordPart);
    at = start;
    return word;
  }

  private static boolean isWordPart(int c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private String skip(IntPredicate part) {
    int start = at;
    while (at < text.length() && part.test(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  /** The text goes on with something that is not allowed here. */
  InvalidFilterException unexpected(String allowed, @Nullable String hint) {
    if (isAtEnd()) {
      return error(at, "found the end of the filter, expected " + allowed + suffix(hint));
    }
    String found = found();
    String known = HINTS.get(found.toUpperCase(Locale.ROOT));
    return error(
        at,
        "found " + shown(found) + ", expected " + allowed + suffix(known == null ? hint : known));
  }

  /** The text has something at an earlier place that is not allowed there. */
  InvalidFilterException unexpectedAt(int start, String allowed) {
    at = start;
    return unexpected(allowed, null);
  }

  InvalidFilterException error(int index, String problem) {
    return InvalidFilterException.at(text, index, problem);
  }

  private static String suffix(@Nullable String hint) {
    return hint == null ? "" : "; " + hint;
  }

  private static String shown(String found) {
    return found.startsWith("'") || found.equals("\"") ? "a string" : Excerpt.quote(found);
  }

  private String found() {
    int start = at;
    String found = skip(Cursor::isWordPart);
    found = found.isEmpty() ? skip(c -> "=<>!&|".indexOf(c) >= 0) : found;
    at = start;
    int end = text.offsetByCodePoints(at, 1);
    return found.isEmpty() ? text.substring(at, end) : found;
  }
}
