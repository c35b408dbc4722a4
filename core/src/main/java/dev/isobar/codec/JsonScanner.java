package dev.isobar.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks JSON text in UTF-8 and finds the bounds of its values, without building any. Strict (RFC
 * 8259, no duplicate keys at any depth) and bounded: depth, digits and exponents. Not thread-safe.
 *
 * <p>Methods take the offset at which something begins and return the offset behind it.
 */
final class JsonScanner {
  /** Objects and arrays within each other. */
  static final int MAX_DEPTH = 64;

  /** Digits of one number, exponent excluded; the bound of jackson-core. */
  static final int MAX_DIGITS = 1_000;

  /** Digits of an exponent: nobody is made to compute 10 to the power of a billion. */
  static final int MAX_EXPONENT_DIGITS = 4;

  /** Up to this many keys of one object are compared one by one. */
  private static final int FEW_KEYS = 32;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;

  private final byte[] in;
  private final int end;
  private long[] keys = new long[16];
  private int keyCount;
  private boolean escaped;
  private boolean nonCharacter;

  JsonScanner(byte[] in, int from, int to) {
    this.in = in;
    this.end = to;
    if (from > to || to > in.length) {
      throw new IndexOutOfBoundsException();
    }
  }

  /** Returns whether the string scanned last holds an escape. */
  boolean escaped() {
    return escaped;
  }

  /** Returns whether U+FFFE or U+FFFF stood somewhere, unescaped. */
  boolean nonCharacter() {
    return nonCharacter;
  }

  /** Returns the byte at an offset. */
  byte byteAt(int at) {
    if (at >= end) {
      throw new MalformedException("it ends early, at byte " + end);
    }
    return in[at];
  }

  /** Skips white space. */
  int space(int at) {
    int next = at;
    while (next < end && in[next] <= ' ' && isSpace(in[next])) {
      next++;
    }
    return next;
  }

  /** Skips one expected byte. */
  int expect(char wanted, int at) {
    if (byteAt(at) != wanted) {
      throw unexpected(at, "'" + wanted + "'");
    }
    return at + 1;
  }

  /** Demands that nothing but white space follows. */
  void expectEnd(int at) {
    int next = space(at);
    if (next < end) {
      throw unexpected(next, "the end");
    }
  }

  /** Scans any value inside of {@code depth} objects and arrays. */
  int value(int at, int depth) {
    byte first = byteAt(at);
    return switch (first) {
      case '"' -> string(at);
      case '{' -> object(at, depth + 1);
      case '[' -> array(at, depth + 1);
      case 't' -> word("true", at);
      case 'f' -> word("false", at);
      case 'n' -> word("null", at);
      default -> number(at);
    };
  }

  /** Scans a string, quotes included. */
  int string(int at) {
    expect('"', at);
    escaped = false;
    int next = plain(at + 1);
    while (byteAt(next) != '"') {
      next = plain(special(in[next], next));
    }
    return next + 1;
  }

  /** Remembers a key; refuses one that its object has already. */
  @Nullable Set<String> unique(int first, @Nullable Set<String> many, int from, int to) {
    if (many == null && !escaped && keyCount - first < FEW_KEYS) {
      for (int i = first; i < keyCount; i++) {
        if (isKey(keys[i], from, to)) {
          throw new MalformedException("a key stands twice in one object, at byte " + from);
        }
      }
      remember(from, to);
      return null;
    }
    Set<String> all = many == null ? rememberedSince(first) : many;
    if (!all.add(text(from, to))) {
      throw new MalformedException("a key stands twice in one object, at byte " + from);
    }
    return all;
  }

  /** Returns the text of a scanned string between its quotes; may hold lone surrogates. */
  String text(int from, int to) {
    for (int i = from; i < to; i++) {
      if (in[i] == '\\') {
        return unescape(from, i, to);
      }
    }
    return new String(in, from, to - from, StandardCharsets.UTF_8);
  }

  private int object(int at, int depth) {
    checkDepth(depth);
    int first = keyCount;
    Set<String> many = null;
    int next = space(at + 1);
    if (byteAt(next) == '}') {
      return next + 1;
    }
    while (true) {
      int key = next;
      next = string(key);
      many = unique(first, many, key + 1, next - 1);
      next = space(expect(':', space(next)));
      next = space(value(next, depth));
      if (byteAt(next) == '}') {
        keyCount = first;
        return next + 1;
      }
      next = space(expect(',', next));
    }
  }

  private int array(int at, int depth) {
    checkDepth(depth);
    int next = space(at + 1);
    if (byteAt(next) == ']') {
      return next + 1;
    }
    while (true) {
      next = space(value(next, depth));
      if (byteAt(next) == ']') {
        return next + 1;
      }
      next = space(expect(',', next));
    }
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new MalformedException("it is nested deeper than " + MAX_DEPTH);
    }
  }

  private int word(String word, int at) {
    for (int i = 0; i < word.length(); i++) {
      if (byteAt(at + i) != word.charAt(i)) {
        throw unexpected(at + i, word);
      }
    }
    return at + word.length();
  }

  private int number(int at) {
    int next = byteAt(at) == '-' ? at + 1 : at;
    int from = next;
    next = byteAt(next) == '0' ? next + 1 : digits(next);
    int digits = next - from;
    if (next < end && in[next] == '.') {
      from = next + 1;
      next = digits(from);
      digits += next - from;
    }
    if (digits > MAX_DIGITS) {
      throw new MalformedException("a number has more than " + MAX_DIGITS + " digits");
    }
    return next < end && (in[next] | 0x20) == 'e' ? exponent(next + 1) : next;
  }

  private int exponent(int at) {
    byte sign = byteAt(at);
    int from = sign == '+' || sign == '-' ? at + 1 : at;
    int next = digits(from);
    if (next - from > MAX_EXPONENT_DIGITS) {
      throw new MalformedException("an exponent has more than " + MAX_EXPONENT_DIGITS + " digits");
    }
    return next;
  }

  private int digits(int at) {
    int next = at;
    while (next < end && in[next] >= '0' && in[next] <= '9') {
      next++;
    }
    if (next == at) {
      byteAt(at);
      throw unexpected(at, "a value");
    }
    return next;
  }

  /** Skips what needs no thought inside a string: ASCII but quotes, backslashes and controls. */
  private int plain(int at) {
    int next = at;
    while (next + Long.BYTES <= end) {
      long marks = marks((long) EIGHT_BYTES.get(in, next));
      if (marks != 0) {
        return next + (Long.numberOfTrailingZeros(marks) >> 3);
      }
      next += Long.BYTES;
    }
    while (next < end && isPlain(in[next])) {
      next++;
    }
    return next;
  }

  /**
   * Sets the high bit of each of eight bytes that is not plain. A carry may also mark bytes above
   * the lowest one that is marked rightly; only the lowest is of use.
   */
  private static long marks(long bytes) {
    long quote = bytes ^ ONES * '"';
    long backslash = bytes ^ ONES * '\\';
    return (bytes | bytes - ONES * ' ' | quote - ONES | backslash - ONES) & HIGH_BITS;
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  private int special(byte b, int at) {
    if (b == '\\') {
      return escape(at + 1);
    }
    if (b >= 0) {
      throw new MalformedException("a control character stands in a string, at byte " + at);
    }
    int next = Utf8.next(in, at, end);
    if (next < 0) {
      throw new MalformedException("it is not UTF-8, at byte " + at);
    }
    nonCharacter |= Utf8.isFffeOrFfff(in, at);
    return next;
  }

  private int escape(int at) {
    escaped = true;
    switch (byteAt(at)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
        return at + 1;
      case 'u':
        for (int i = 1; i <= 4; i++) {
          if (Character.digit(byteAt(at + i), 16) < 0) {
            throw unexpected(at + i, "a hexadecimal digit");
          }
        }
        return at + 5;
      default:
        throw unexpected(at, "an escape");
    }
  }

  private String unescape(int from, int firstEscape, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    int at = firstEscape;
    while (at < to) {
      if (in[at] != '\\') {
        at++;
        continue;
      }
      text.append(new String(in, plain, at - plain, StandardCharsets.UTF_8));
      at = appendEscape(at + 1, text);
      plain = at;
    }
    return text.append(new String(in, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  private int appendEscape(int at, StringBuilder text) {
    byte b = in[at];
    switch (b) {
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> {
        int unit = 0;
        for (int i = 1; i <= 4; i++) {
          unit = unit << 4 | Character.digit(in[at + i], 16);
        }
        text.append((char) unit);
        return at + 5;
      }
      default -> text.append((char) b);
    }
    return at + 1;
  }

  private boolean isKey(long key, int from, int to) {
    int start = (int) (key >>> 32);
    int length = (int) key;
    if (length != to - from) {
      return false;
    }
    int at = 0;
    while (at < length && in[start + at] == in[from + at]) {
      at++;
    }
    return at == length;
  }

  private void remember(int from, int to) {
    if (keyCount == keys.length) {
      keys = Arrays.copyOf(keys, 2 * keyCount);
    }
    keys[keyCount++] = (long) from << 32 | (to - from);
  }

  private Set<String> rememberedSince(int first) {
    Set<String> all = new HashSet<>();
    for (int i = first; i < keyCount; i++) {
      int start = (int) (keys[i] >>> 32);
      all.add(text(start, start + (int) keys[i]));
    }
    return all;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static MalformedException unexpected(int at, String wanted) {
    return new MalformedException("byte " + at + " is not " + wanted);
  }
}
