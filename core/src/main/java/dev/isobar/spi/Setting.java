package dev.isobar.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration: its type, default, bounds and meaning. Immutable; the docs table
 * and the check of every source are made from it.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(KiB|MiB|GiB)?");
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,10}");

  private final String key;
  private final String allowed;
  private final @Nullable String defaultText;
  private final String description;
  private final boolean secret;
  private final Function<String, T> parser;

  private Setting(
      String key,
      String allowed,
      @Nullable String defaultText,
      String description,
      boolean secret,
      Function<String, T> parser) {
    this.key = Objects.requireNonNull(key, "key");
    this.allowed = allowed;
    this.defaultText = defaultText;
    this.description = Objects.requireNonNull(description, "description");
    this.secret = secret;
    this.parser = parser;
  }

  /**
   * A setting with rules of its own.
   *
   * @param key its full key
   * @param allowed what is allowed, in words
   * @param defaultText the default as text, or null for none
   * @param description what it does
   * @param parser returns the value, or throws IllegalArgumentException; called once per reading
   * @param <T> the type of its value
   */
  public static <T> Setting<T> of(
      String key,
      String allowed,
      @Nullable String defaultText,
      String description,
      Function<String, T> parser) {
    return new Setting<>(key, allowed, defaultText, description, false, parser);
  }

  /**
   * A setting whose value is text, not blank.
   *
   * @param key its full key
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<String> text(String key, @Nullable String defaultText, String description) {
    return of(key, "text", defaultText, description, Setting::notBlank);
  }

  /**
   * A setting that is {@code true} or {@code false}.
   *
   * @param key its full key
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<Boolean> flag(
      String key, @Nullable String defaultText, String description) {
    return of(
        key,
        "true or false",
        defaultText,
        description,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /**
   * A setting that is a whole number.
   *
   * @param key its full key
   * @param least the least value
   * @param most the greatest value
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<Integer> number(
      String key, int least, int most, @Nullable String defaultText, String description) {
    return of(
        key,
        "a whole number from " + least + " to " + most,
        defaultText,
        description,
        text -> within(plainWhole(text), least, most));
  }

  /**
   * A setting that is a size in bytes: {@code 4096}, {@code 64KiB}, {@code 16MiB}, {@code 1GiB}.
   *
   * @param key its full key
   * @param least the least value in bytes
   * @param most the greatest value in bytes
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<Long> size(
      String key, long least, long most, @Nullable String defaultText, String description) {
    return of(
        key,
        "bytes, or a size with its unit (KiB, MiB, GiB), from "
            + printSize(least)
            + " to "
            + printSize(most),
        defaultText,
        description,
        text -> within(parseSize(text), least, most));
  }

  /**
   * A setting that is a decimal number.
   *
   * @param key its full key
   * @param least the least value
   * @param most the greatest value
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<Double> decimal(
      String key, double least, double most, @Nullable String defaultText, String description) {
    return of(
        key,
        "a decimal number from " + least + " to " + most,
        defaultText,
        description,
        text -> within(plainDecimal(text), least, most));
  }

  /**
   * A setting that is a duration with a unit: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h},
   * {@code 14d}.
   *
   * @param key its full key
   * @param least the least value
   * @param most the greatest value
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<Duration> duration(
      String key, Duration least, Duration most, @Nullable String defaultText, String description) {
    return of(
        key,
        "a duration with its unit (ms, s, m, h, d) from " + print(least) + " to " + print(most),
        defaultText,
        description,
        text -> within(parseDuration(text), least, most));
  }

  /**
   * A setting that is one of a few words, the names of an enum in lower case.
   *
   * @param key its full key
   * @param type the enum
   * @param defaultText the default, or null for none
   * @param description what it does
   * @param <E> the enum
   */
  public static <E extends Enum<E>> Setting<E> choice(
      String key, Class<E> type, @Nullable String defaultText, String description) {
    E[] constants = type.getEnumConstants();
    String words = Arrays.stream(constants).map(Setting::word).collect(Collectors.joining(", "));
    return of(
        key,
        "one of " + words,
        defaultText,
        description,
        text ->
            Arrays.stream(constants)
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /**
   * A setting that is an absolute URI without user info.
   *
   * @param key its full key
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<URI> uri(String key, @Nullable String defaultText, String description) {
    return of(
        key,
        "an absolute URI without user and password",
        defaultText,
        description,
        text -> {
          URI uri = URI.create(text);
          if (!uri.isAbsolute() || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException();
          }
          return uri;
        });
  }

  /**
   * A setting that is the address of a service: a scheme, a host, perhaps a port and a path.
   * Credentials are sent there, so plain {@code http} and {@code amqp} are for loopback alone, and
   * the unspecified address, link-local ones and those of metadata services are refused. No name is
   * resolved.
   *
   * @param key its full key
   * @param defaultText the default, or null for none
   * @param description what it does
   */
  public static Setting<URI> endpoint(
      String key, @Nullable String defaultText, String description) {
    return of(key, Endpoint.ALLOWED, defaultText, description, Endpoint::parse);
  }

  /** Returns the same setting, whose value is never printed. */
  public Setting<T> asSecret() {
    return new Setting<>(key, allowed, defaultText, description, true, parser);
  }

  /** Returns its full key, e.g. {@code isobar.local.path}. */
  public String key() {
    return key;
  }

  /** Returns what is allowed, in words. */
  public String allowed() {
    return allowed;
  }

  /** Returns the default as text, or null when there is none. */
  public @Nullable String defaultText() {
    return defaultText;
  }

  /** Returns what it does, in words. */
  public String description() {
    return description;
  }

  /** Returns whether its value must never be printed. */
  public boolean secret() {
    return secret;
  }

  /**
   * Reads a value.
   *
   * @param text as found in a source
   * @return the value
   * @throws IllegalArgumentException when the text is not {@link #allowed()}
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  /** Returns the value of the default, or null when there is none. */
  public @Nullable T defaultValue() {
    return defaultText == null ? null : parse(defaultText);
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static int plainWhole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException();
    }
    return Integer.parseInt(text);
  }

  private static long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    String unit = matcher.group(2);
    int shift = unit == null ? 0 : 10 * ("KMG".indexOf(unit.charAt(0)) + 1);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException(overflow);
    }
  }

  private static String printSize(long bytes) {
    String[] units = {"", "KiB", "MiB", "GiB"};
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, units.length - 1);
    return (bytes >> 10 * unit) + units[unit];
  }

  private static double plainDecimal(String text) {
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw new IllegalArgumentException();
    }
    return Double.parseDouble(text);
  }

  private static <C extends Comparable<C>> C within(C value, C least, C most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    long amount = Long.parseLong(matcher.group(1));
    try {
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException(overflow);
    }
  }

  /**
   * Prints a duration as the configuration writes it: {@code 250ms}, {@code 30s}, {@code 1m30s},
   * {@code 14d}.
   *
   * @param duration any duration
   * @return its text
   */
  public static String print(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0 && millis < 10_000) {
      return millis + "ms";
    }
    return millis > 0 && millis % MILLIS_OF_DAY == 0
        ? millis / MILLIS_OF_DAY + "d"
        : Duration.ofMillis(millis).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
