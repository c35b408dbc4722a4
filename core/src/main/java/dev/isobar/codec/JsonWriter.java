package dev.isobar.codec;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/**
 * Writes JSON text as UTF-8 into one array of the exact size, which the {@code size} methods tell
 * beforehand. Not thread-safe.
 */
final class JsonWriter {
  /** The bytes that a character of ASCII takes inside a string. */
  private static final byte[] SIZE = new byte[128];

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  static {
    for (int c = 0; c < 128; c++) {
      SIZE[c] = (byte) (c < 0x20 ? 6 : 1);
    }
    for (char c : "\"\\\b\f\n\r\t".toCharArray()) {
      SIZE[c] = 2;
    }
  }

  /** A copy of the characters at hand: far faster to read one by one than a string. */
  private final char[] chunk = new char[64];

  private final byte[] out;
  private int at;

  JsonWriter(int size) {
    out = new byte[size];
  }

  /** Returns how many bytes a string takes, quotes included. */
  static int size(String text) {
    int length = text.length();
    int size = 2 + length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        size += (c < 0x80 ? SIZE[c] : sizeBeyondAscii(text, i, c)) - 1;
      }
    }
    return size;
  }

  /** Returns how many bytes text in UTF-8 takes as a string, quotes included. */
  static int size(byte[] text, int from, int to) {
    int size = 2 + to - from;
    for (int i = from; i < to; i++) {
      if (text[i] >= 0) {
        size += SIZE[text[i]] - 1;
      }
    }
    return size;
  }

  /** Returns what was written; the writer is not used afterwards. */
  byte[] bytes() {
    if (at != out.length) {
      throw new IllegalStateException("wrote " + at + " bytes of " + out.length);
    }
    return out;
  }

  /** Writes bytes as they are. */
  void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  /** Writes bytes as they are. */
  void raw(byte[] bytes, int from, int to) {
    System.arraycopy(bytes, from, out, at, to - from);
    at += to - from;
  }

  /** Writes text of ASCII as it is. */
  void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      out[at++] = (byte) text.charAt(i);
    }
  }

  /** Writes a timestamp as a string. */
  void time(OffsetDateTime time) {
    out[at] = '"';
    at = Timestamps.print(time, out, at + 1);
    out[at++] = '"';
  }

  /** Writes a string. */
  void string(String text) {
    out[at++] = '"';
    for (int from = 0; from < text.length(); from += chunk.length) {
      int length = Math.min(chunk.length, text.length() - from);
      text.getChars(from, from + length, chunk, 0);
      chunk(text, from, length);
    }
    out[at++] = '"';
  }

  private void chunk(String text, int from, int length) {
    int i = plain(0, length);
    while (i < length) {
      special(text, from + i, chunk[i]);
      i = plain(i + 1, length);
    }
  }

  /** Writes text in UTF-8 as a string. */
  void string(byte[] text, int from, int to) {
    out[at++] = '"';
    for (int i = from; i < to; i++) {
      if (text[i] < 0 || SIZE[text[i]] == 1) {
        out[at++] = text[i];
      } else {
        escape((char) text[i]);
      }
    }
    out[at++] = '"';
  }

  /** Writes characters that stand for themselves and returns the index behind them. */
  private int plain(int from, int length) {
    byte[] to = out;
    char[] chars = chunk;
    int next = at;
    int i = from;
    while (i < length && isPlain(chars[i])) {
      to[next++] = (byte) chars[i++];
    }
    at = next;
    return i;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
  }

  private static int sizeBeyondAscii(String text, int i, char c) {
    if (c < 0x800) {
      return 2;
    }
    if (Character.isSurrogate(c)) {
      return isPaired(text, i, c) ? 2 : 6;
    }
    return c >= 0xFFFE ? 6 : 3;
  }

  private void special(String text, int i, char c) {
    if (c < 0x80) {
      escape(c);
    } else if (c < 0x800) {
      out[at++] = (byte) (0xC0 | c >> 6);
      out[at++] = (byte) (0x80 | c & 0x3F);
    } else if (Character.isSurrogate(c)) {
      surrogate(text, i, c);
    } else if (c >= 0xFFFE) {
      unicodeEscape(c);
    } else {
      out[at++] = (byte) (0xE0 | c >> 12);
      out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
      out[at++] = (byte) (0x80 | c & 0x3F);
    }
  }

  private void surrogate(String text, int i, char c) {
    if (!isPaired(text, i, c)) {
      unicodeEscape(c);
    } else if (Character.isHighSurrogate(c)) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      out[at++] = (byte) (0xF0 | point >> 18);
      out[at++] = (byte) (0x80 | point >> 12 & 0x3F);
      out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
      out[at++] = (byte) (0x80 | point & 0x3F);
    }
  }

  private static boolean isPaired(String text, int i, char c) {
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  private void escape(char c) {
    int letter = "\"\\\b\f\n\r\t".indexOf(c);
    if (letter < 0) {
      unicodeEscape(c);
    } else {
      out[at++] = '\\';
      out[at++] = (byte) "\"\\bfnrt".charAt(letter);
    }
  }

  private void unicodeEscape(char c) {
    out[at++] = '\\';
    out[at++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      out[at++] = HEX[c >> shift & 0xF];
    }
  }
}
