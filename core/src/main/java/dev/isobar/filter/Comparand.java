package dev.isobar.filter;

import java.math.BigDecimal;

/**
 * A number that others are compared with, exactly: short numbers in 128-bit integers without
 * allocating, others as {@link BigDecimal}. No number is ever expanded by its exponent.
 */
final class Comparand {

  /** The answer for what is not a number. */
  static final int ABSENT = Integer.MIN_VALUE;

  private static final int SHORT = 18;
  private static final long[] POWERS = new long[SHORT + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private final BigDecimal value;
  private final boolean isShort;
  private final long unscaled;
  private final int scale;

  Comparand(BigDecimal value) {
    this.value = value;
    this.isShort = value.precision() <= SHORT && value.scale() <= SHORT;
    this.unscaled = isShort ? value.unscaledValue().longValueExact() : 0;
    this.scale = value.scale();
  }

  /** The sign of {@code text - value}, or {@link #ABSENT} if the text is not a number. */
  int compare(String text) {
    return isShort && text.length() <= SHORT ? compareShort(text) : compareLong(text);
  }

  /** The sign of {@code number - value}. */
  int compare(long number) {
    return isShort ? compareScaled(number, 0) : BigDecimal.valueOf(number).compareTo(value);
  }

  /** Short natural numbers are by far the most frequent. */
  private int compareShort(String text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return compareDecimal(text);
      }
      number = number * 10 + (c - '0');
    }
    return text.isEmpty() ? ABSENT : compareScaled(number, 0);
  }

  private int compareDecimal(String text) {
    return Decimals.isDecimal(text) && text.indexOf('e') < 0 && text.indexOf('E') < 0
        ? compareDigits(text)
        : compareLong(text);
  }

  private int compareDigits(String text) {
    int point = text.indexOf('.');
    long digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits = c >= '0' && c <= '9' ? digits * 10 + (c - '0') : digits;
    }
    int digitsScale = point < 0 ? 0 : text.length() - 1 - point;
    return compareScaled(text.charAt(0) == '-' ? -digits : digits, digitsScale);
  }

  private int compareLong(String text) {
    try {
      return Decimals.isDecimal(text) ? new BigDecimal(text).compareTo(value) : ABSENT;
    } catch (NumberFormatException exponentOverflow) {
      return ABSENT;
    }
  }

  private int compareScaled(long digits, int digitsScale) {
    int shift = digitsScale - scale;
    return shift < 0
        ? compareProduct(digits, POWERS[-shift], unscaled)
        : -compareProduct(unscaled, POWERS[shift], digits);
  }

  /** The sign of {@code a * b - c}, without overflow. */
  private static int compareProduct(long a, long b, long c) {
    int high = Long.compare(Math.multiplyHigh(a, b), c >> 63);
    return high != 0 ? high : Long.compareUnsigned(a * b, c);
  }
}
