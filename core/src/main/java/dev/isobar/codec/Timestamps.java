package dev.isobar.codec;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/** The text of a CloudEvents timestamp: RFC 3339 with at most nine digits of a second. */
final class Timestamps {
  private static final int DATE_AND_TIME = "2026-01-31T12:34:56".length();

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)",
          Pattern.CASE_INSENSITIVE);

  private Timestamps() {}

  /** Returns whether the time has an RFC 3339 text: a year of four digits, an offset in minutes. */
  static boolean isPrintable(OffsetDateTime time) {
    return time.getYear() >= 0
        && time.getYear() <= 9999
        && time.getOffset().getTotalSeconds() % 60 == 0;
  }

  /** Returns the length of {@link #print}. */
  static int length(OffsetDateTime time) {
    int offset = time.getOffset().getTotalSeconds() == 0 ? 1 : 6;
    return DATE_AND_TIME + fractionLength(time.getNano()) + offset;
  }

  /** Returns the text, with as many digits of a second as the time has. */
  static String print(OffsetDateTime time) {
    byte[] text = new byte[length(time)];
    print(time, text, 0);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes the text at an offset and returns the offset behind it. */
  static int print(OffsetDateTime time, byte[] out, int at) {
    int next = two(out, at, time.getYear() / 100);
    next = two(out, next, time.getYear() % 100);
    next = signed(out, next, '-', time.getMonthValue());
    next = signed(out, next, '-', time.getDayOfMonth());
    next = signed(out, next, 'T', time.getHour());
    next = signed(out, next, ':', time.getMinute());
    next = signed(out, next, ':', time.getSecond());
    next = fraction(out, next, time.getNano());
    return offset(out, next, time.getOffset().getTotalSeconds() / 60);
  }

  /**
   * Reads a text.
   *
   * @throws MalformedException when it is not RFC 3339, or has more than nine digits of a second
   */
  static OffsetDateTime parse(String text) {
    if (isUsual(text)) {
      return usual(text);
    }
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new MalformedException("attribute time is no RFC 3339 timestamp");
    }
  }

  /** Refuses what {@link #parse} refuses, without computing the time in the usual cases. */
  static void check(String text) {
    if (!isUsual(text)) {
      checkUnusual(text);
    }
  }

  private static void checkUnusual(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      throw new MalformedException("attribute time is no RFC 3339 timestamp");
    }
    parse(text);
  }

  /** Returns whether the text is one in UTC of the form that {@link #print} writes. */
  private static boolean isUsual(String text) {
    int length = text.length();
    if (length <= DATE_AND_TIME || text.charAt(length - 1) != 'Z') {
      return false;
    }
    return hasSeparators(text)
        && isDate(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
        && isUpTo(number(text, 11, 13), 23)
        && isUpTo(number(text, 14, 16), 59)
        && isUpTo(number(text, 17, 19), 59)
        && isFraction(text, length - 1);
  }

  private static OffsetDateTime usual(String text) {
    return OffsetDateTime.of(
        number(text, 0, 4),
        number(text, 5, 7),
        number(text, 8, 10),
        number(text, 11, 13),
        number(text, 14, 16),
        number(text, 17, 19),
        nano(text),
        ZoneOffset.UTC);
  }

  private static int nano(String text) {
    int digits = text.length() - 1 - DATE_AND_TIME - 1;
    if (digits < 0) {
      return 0;
    }
    int nano = number(text, DATE_AND_TIME + 1, text.length() - 1);
    for (int i = digits; i < 9; i++) {
      nano *= 10;
    }
    return nano;
  }

  private static boolean hasSeparators(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  private static boolean isFraction(String text, int to) {
    if (to == DATE_AND_TIME) {
      return true;
    }
    int digits = to - DATE_AND_TIME - 1;
    return text.charAt(DATE_AND_TIME) == '.'
        && digits >= 1
        && digits <= 9
        && number(text, DATE_AND_TIME + 1, to) >= 0;
  }

  private static boolean isDate(int year, int month, int day) {
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    return day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth();
  }

  private static boolean isUpTo(int number, int most) {
    return number >= 0 && number <= most;
  }

  /** Returns the value of at most nine digits, or -1 when there is something else. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static int fractionLength(int nano) {
    if (nano == 0) {
      return 0;
    }
    int digits = 9;
    for (int rest = nano; rest % 10 == 0; rest /= 10) {
      digits--;
    }
    return 1 + digits;
  }

  private static int fraction(byte[] out, int at, int nano) {
    int length = fractionLength(nano);
    if (length == 0) {
      return at;
    }
    out[at] = '.';
    int divisor = 100_000_000;
    for (int i = 1; i < length; i++) {
      out[at + i] = (byte) ('0' + nano / divisor % 10);
      divisor /= 10;
    }
    return at + length;
  }

  private static int offset(byte[] out, int at, int minutes) {
    if (minutes == 0) {
      out[at] = 'Z';
      return at + 1;
    }
    int next = signed(out, at, minutes < 0 ? '-' : '+', Math.abs(minutes) / 60);
    return signed(out, next, ':', Math.abs(minutes) % 60);
  }

  private static int signed(byte[] out, int at, char sign, int number) {
    out[at] = (byte) sign;
    return two(out, at + 1, number);
  }

  private static int two(byte[] out, int at, int number) {
    out[at] = (byte) ('0' + number / 10);
    out[at + 1] = (byte) ('0' + number % 10);
    return at + 2;
  }
}
