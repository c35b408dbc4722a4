package dev.isobar.runtime.platform;

import dev.isobar.spi.Setting;
import java.time.Duration;
import java.util.Objects;

/** Words for logs, errors and dead letters: bounded and on one line, whatever was put in. */
public final class SafeText {
  private static final int MOST = 500;

  private SafeText() {}

  /**
   * Returns a duration as in the configuration, e.g. {@code 1m30s}.
   *
   * @param duration any duration
   */
  public static String of(Duration duration) {
    return Setting.print(duration);
  }

  /**
   * Escapes control characters and cuts after 500 characters.
   *
   * @param value anything; {@code null} reads as such
   */
  public static String of(@org.jspecify.annotations.Nullable Object value) {
    String raw = Objects.toString(value);
    StringBuilder safe = new StringBuilder(Math.min(raw.length(), MOST));
    for (int i = 0; i < raw.length() && safe.length() < MOST; i++) {
      char c = raw.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.length() > MOST ? safe.substring(0, MOST) : safe.toString();
  }
}
