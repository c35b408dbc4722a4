package dev.isobar.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes text of unknown origin fit for logs, messages and dead letters. */
public final class SafeText {
  /** How many characters of one value are shown: {@value}. */
  public static final int MAX_LENGTH = 200;

  /** How many characters of a reason or the words of a failure are shown: {@value}. */
  public static final int MAX_WORDS = 500;

  /** What is shown instead of a secret: {@value}. */
  public static final String HIDDEN = "***";

  private static final Pattern SECRET =
      Pattern.compile(
          "(?<=://)[^/@\\s]+(?=@)"
              + "|(?i:(?<=(AccountKey|SharedAccessKey|SharedAccessSignature|password|passwd|pwd"
              + "|secret|token|sig|signature)=))[^;&\\s]+"
              + "|(?i:(?<=Bearer ))\\S+"
              + "|\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"
              + "|\\bAIza[A-Za-z0-9_-]{35}"
              + "|\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?"
              + "|-----BEGIN [^-]*PRIVATE KEY-----[^-]*(-----END [^-]*-----)?"
              + "|(?<=\"private_key\")\\s*:\\s*\"[^\"]*\"?"
              + "|^[A-Za-z0-9/+]{40}$");

  private SafeText() {}

  /**
   * Hides what has the shape of a secret: user info in a URI, keys and tokens in connection strings
   * and queries, access keys, JSON web tokens, private keys.
   *
   * @param text any text, e.g. the message of a native exception
   * @return the text with {@value #HIDDEN} in place of each secret
   */
  public static String redact(String text) {
    return SECRET.matcher(text).replaceAll(Matcher.quoteReplacement(HIDDEN));
  }

  /**
   * Escapes what could forge a line of a log or hide in it, and cuts the rest after {@value
   * #MAX_LENGTH} characters.
   *
   * @param text any text
   * @return one printable line
   */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().limit(MAX_LENGTH).forEach(c -> append(safe, c));
    if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
      safe.append("... (").append(text.length()).append(" characters)");
    }
    return safe.toString();
  }

  /**
   * Escapes in the same way what is not text yet.
   *
   * @param value anything, e.g. an exception; null reads as such
   * @return one printable line of at most {@value #MAX_WORDS} characters
   */
  public static String of(@Nullable Object value) {
    String text = Objects.toString(value);
    StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_WORDS));
    int kept = 0;
    for (int i = 0; i < text.length() && safe.length() <= MAX_WORDS; ) {
      kept = safe.length();
      int c = text.codePointAt(i);
      append(safe, c);
      i += Character.charCount(c);
    }
    return safe.length() > MAX_WORDS ? safe.substring(0, kept) : safe.toString();
  }

  private static void append(StringBuilder safe, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> {
        for (char unit : Character.toChars(c)) {
          safe.append(String.format("\\u%04x", (int) unit));
        }
      }
      default -> safe.appendCodePoint(c);
    }
  }
}
