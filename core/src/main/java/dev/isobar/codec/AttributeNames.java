package dev.isobar.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names of CloudEvents attributes. */
final class AttributeNames {
  static final String SPECVERSION = "specversion";
  static final String ID = "id";
  static final String SOURCE = "source";
  static final String TYPE = "type";
  static final String DATACONTENTTYPE = "datacontenttype";
  static final String DATASCHEMA = "dataschema";
  static final String SUBJECT = "subject";
  static final String TIME = "time";
  static final String DATA = "data";
  static final String DATA_BASE64 = "data_base64";

  /** The only version that is read and written. */
  static final String VERSION = "1.0";

  /** What may stand before a name in binary mode; compared without regard to case. */
  private static final List<String> PREFIXES =
      List.of("ce-", "ce_", "cloudEvents_", "cloudEvents:");

  /** The frequent names by their length, so that reading one makes no new string. */
  private static final String[][] FREQUENT =
      byLength(
          SPECVERSION,
          ID,
          SOURCE,
          TYPE,
          DATACONTENTTYPE,
          DATASCHEMA,
          SUBJECT,
          TIME,
          DATA,
          DATA_BASE64,
          Extensions.PARTITION_KEY,
          Extensions.CORRELATION_ID,
          Extensions.CAUSATION_ID,
          Extensions.TRACE_PARENT,
          Extensions.TRACE_STATE);

  private AttributeNames() {}

  /** Returns whether the name consists of lower-case letters and digits. */
  static boolean isLegal(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Returns whether no extension may be called so, because CloudEvents uses the name itself. */
  static boolean isReserved(String name) {
    return switch (name) {
      case SPECVERSION, ID, SOURCE, TYPE, DATACONTENTTYPE, DATASCHEMA, SUBJECT, TIME, DATA -> true;
      default -> false;
    };
  }

  /** Returns the length of the binary mode's prefix of a native name, or 0 when it has none. */
  static int prefixLength(String nativeName) {
    for (String prefix : PREFIXES) {
      if (nativeName.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return prefix.length();
      }
    }
    return 0;
  }

  /** Returns a name that is read; a frequent one without a new string. */
  static String of(byte[] in, int from, int to) {
    int length = to - from;
    if (length < FREQUENT.length) {
      for (String name : FREQUENT[length]) {
        if (matches(name, in, from)) {
          return name;
        }
      }
    }
    return new String(in, from, length, StandardCharsets.UTF_8);
  }

  private static String[][] byLength(String... names) {
    return IntStream.rangeClosed(0, DATACONTENTTYPE.length())
        .mapToObj(length -> Stream.of(names).filter(name -> name.length() == length))
        .map(sameLength -> sameLength.toArray(String[]::new))
        .toArray(String[][]::new);
  }

  private static boolean matches(String name, byte[] in, int from) {
    for (int i = 0; i < name.length(); i++) {
      if (in[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
