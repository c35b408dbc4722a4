package dev.isobar.codec;

/** UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing over U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * Returns the offset behind the character that starts at {@code at}, or -1 when there is none.
   */
  static int next(byte[] in, int at, int end) {
    int lead = in[at] & 0xFF;
    if (lead < 0x80) {
      return at + 1;
    }
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > end || !isSecond(lead, in[at + 1] & 0xFF)) {
      return -1;
    }
    for (int i = 2; i < length; i++) {
      if ((in[at + i] & 0xC0) != 0x80) {
        return -1;
      }
    }
    return at + length;
  }

  /** Returns the code point that starts at {@code at} and ends before {@code next}. */
  static int codePoint(byte[] in, int at, int next) {
    int length = next - at;
    int point = length == 1 ? in[at] : in[at] & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      point = point << 6 | in[at + i] & 0x3F;
    }
    return point;
  }

  /** Returns whether the valid character at {@code at} is U+FFFE or U+FFFF. */
  static boolean isFffeOrFfff(byte[] in, int at) {
    return in[at] == (byte) 0xEF && in[at + 1] == (byte) 0xBF && (in[at + 2] & 0xFE) == 0xBE;
  }

  /** Returns how many bytes a text takes. A lone surrogate counts as the three of U+FFFD. */
  static int size(String text) {
    int size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        boolean pair = Character.isHighSurrogate(c) && isLow(text, i + 1);
        size += 2;
        i += pair ? 1 : 0;
      } else if (c >= 0x80) {
        size++;
      }
    }
    return size;
  }

  /** Returns whether every surrogate has its other half. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isHighSurrogate(text.charAt(i)) || !isLow(text, i + 1)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean isLow(String text, int at) {
    return at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }

  private static boolean isSecond(int lead, int second) {
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
  }
}
