package dev.isobar.filter;

import java.math.BigDecimal;

/** Decimal numbers of bounded size. */
final class Decimals {

  private static final int MAX_DIGITS = 40;
  private static final int MAX_TEXT = 1_000;

  private Decimals() {}

  /** Whether the text is a decimal number, such as {@code -12.50} or {@code 1e3}. */
  static boolean isDecimal(String text) {
    int end = digits(text, sign(text, 0));
    if (isAt(text, end, '.')) {
      end = digits(text, end + 1);
    }
    if (isAt(text, end, 'e') || isAt(text, end, 'E')) {
      end = digits(text, sign(text, end + 1));
    }
    return end == text.length() && end <= MAX_TEXT;
  }

  private static boolean isAt(String text, int index, char expected) {
    return index >= 0 && index < text.length() && text.charAt(index) == expected;
  }

  private static int sign(String text, int index) {
    return isAt(text, index, '-') || isAt(text, index, '+') ? index + 1 : index;
  }

  /** Where the digits that begin here end, or -1 if there are none. */
  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end == start ? -1 : end;
  }

  static BigDecimal parse(String text) {
    if (!isDecimal(text)) {
      throw new IllegalArgumentException(
          Excerpt.quote(text) + " is no number; numbers are like 5, -1.5 or 1e3");
    }
    try {
      return normalize(new BigDecimal(text));
    } catch (NumberFormatException exponentOverflow) {
      throw tooLong();
    }
  }

  static BigDecimal normalize(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    long integerDigits = (long) stripped.precision() - stripped.scale();
    long digits = Math.max(integerDigits, 0) + Math.max(stripped.scale(), 0);
    if (digits > MAX_DIGITS) {
      throw tooLong();
    }
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static IllegalArgumentException tooLong() {
    return new IllegalArgumentException(
        "a number has at most " + MAX_DIGITS + " digits when it is written out");
  }
}
