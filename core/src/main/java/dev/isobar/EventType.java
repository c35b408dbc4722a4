package dev.isobar;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvents type and the Java class of its data. Immutable and thread-safe; declare it once as
 * a constant. Each method that adds something returns a new instance.
 *
 * <p>Data classes: {@code byte[]} and {@code String} travel as they are; any other class goes
 * through the {@link DataMapper} as JSON.
 *
 * @param <T> the class of the data
 */
public final class EventType<T> {
  private final String type;
  private final Class<T> dataClass;
  private final Set<String> aliases;
  private final @Nullable URI source;
  private final @Nullable Function<? super T, String> id;
  private final @Nullable Function<? super T, String> key;
  private final @Nullable Function<? super T, String> subject;

  private EventType(
      String type,
      Class<T> dataClass,
      Set<String> aliases,
      @Nullable URI source,
      @Nullable Function<? super T, String> id,
      @Nullable Function<? super T, String> key,
      @Nullable Function<? super T, String> subject) {
    this.type = type;
    this.dataClass = dataClass;
    this.aliases = aliases;
    this.source = source;
    this.id = id;
    this.key = key;
    this.subject = subject;
  }

  /**
   * Declares a type.
   *
   * @param type the CloudEvents {@code type}, not blank
   * @param dataClass the class of the data
   * @param <T> the class of the data
   * @return the type, whose events get a random id and no key
   * @throws IsobarException INVALID_ARGUMENT when the type is blank
   */
  public static <T> EventType<T> of(String type, Class<T> dataClass) {
    return new EventType<>(
        notBlank(type, "type"),
        Objects.requireNonNull(dataClass, "dataClass"),
        Set.of(),
        null,
        null,
        null,
        null);
  }

  /**
   * Derives the event id from the data, so that publishing the same data again makes a recognisable
   * duplicate. Without it ids are random.
   *
   * @param id never returns null or an empty string
   * @return a new type
   */
  public EventType<T> id(Function<? super T, String> id) {
    return new EventType<>(
        type, dataClass, aliases, source, Objects.requireNonNull(id, "id"), key, subject);
  }

  /**
   * Derives the ordering key ({@code partitionkey}) from the data.
   *
   * @param key returns 1 to 1,024 bytes of UTF-8
   * @return a new type
   */
  public EventType<T> key(Function<? super T, String> key) {
    return new EventType<>(
        type, dataClass, aliases, source, id, Objects.requireNonNull(key, "key"), subject);
  }

  /**
   * Derives the CloudEvents {@code subject} from the data.
   *
   * @param subject never returns null or an empty string
   * @return a new type
   */
  public EventType<T> subject(Function<? super T, String> subject) {
    return new EventType<>(
        type, dataClass, aliases, source, id, key, Objects.requireNonNull(subject, "subject"));
  }

  /**
   * Sets the CloudEvents {@code source} of these events, instead of {@code isobar.source}.
   *
   * @param source a URI reference, not empty
   * @return a new type
   */
  public EventType<T> source(URI source) {
    return new EventType<>(
        type, dataClass, aliases, Objects.requireNonNull(source, "source"), id, key, subject);
  }

  /**
   * Accepts an older name on the receiving side; publishing always uses {@link #type()}.
   *
   * @param oldType the older CloudEvents {@code type}, not blank
   * @return a new type
   */
  public EventType<T> alias(String oldType) {
    Set<String> more = new LinkedHashSet<>(aliases);
    more.add(notBlank(oldType, "alias"));
    return new EventType<>(type, dataClass, Set.copyOf(more), source, id, key, subject);
  }

  /** Returns the CloudEvents {@code type} under which events are published. */
  public String type() {
    return type;
  }

  /** Returns the class of the data. */
  public Class<T> dataClass() {
    return dataClass;
  }

  /** Returns the source of these events, if it is fixed by the type. */
  public Optional<URI> source() {
    return Optional.ofNullable(source);
  }

  /**
   * Returns whether an event of this CloudEvents type is one of ours, by name or alias.
   *
   * @param eventType the CloudEvents {@code type} of an event
   */
  public boolean matches(String eventType) {
    return type.equals(eventType) || aliases.contains(eventType);
  }

  /** Returns the older names accepted on the receiving side. */
  public Set<String> aliases() {
    return aliases;
  }

  /**
   * Returns the id that the data gives, or empty when ids are random.
   *
   * @param data the data of one event
   */
  public Optional<String> idOf(T data) {
    return apply(id, data, "id");
  }

  /**
   * Returns the ordering key that the data gives, or empty when none is declared.
   *
   * @param data the data of one event
   */
  public Optional<String> keyOf(T data) {
    return apply(key, data, "key");
  }

  /**
   * Returns the subject that the data gives, or empty when none is declared.
   *
   * @param data the data of one event
   */
  public Optional<String> subjectOf(T data) {
    return apply(subject, data, "subject");
  }

  @Override
  public String toString() {
    return type + " (" + dataClass.getSimpleName() + ")";
  }

  private Optional<String> apply(
      @Nullable Function<? super T, String> function, T data, String what) {
    if (function == null) {
      return Optional.empty();
    }
    String value = function.apply(data);
    if (value == null || value.isEmpty()) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the " + what + " function of event type " + type + " gave no value; it must give text");
    }
    return Optional.of(value);
  }

  private static String notBlank(String value, String what) {
    if (value.isBlank()) {
      throw new IsobarException(ErrorCode.INVALID_ARGUMENT, "an event " + what + " is blank");
    }
    return value;
  }
}
