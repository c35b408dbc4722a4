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
    if (!Decimals.isDecimal(text)) {
      return ABSENT;
    }
    return isShort && text.length() <= SHORT ? compareShort(text) : compareLong(text);
  }

  /** The sign of {@code number - value}. */
  int compare(long number) {
    return isShort ? compareScaled(number, 0) : BigDecimal.valueOf(number).compareTo(value);
  }

  private int compareShort(String text) {
    long digits = 0;
    int point = text.length() - 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
      } else if (c == '.') {
        point = i;
      } else if (c == 'e' || c == 'E') {
        return compareLong(text);
      }
    }
    return compareScaled(text.charAt(0) == '-' ? -digits : digits, text.length() - 1 - point);
  }

  private int compareLong(String text) {
    try {
      return new BigDecimal(text).compareTo(value);
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
