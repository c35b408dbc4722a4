package dev.isobar.runtime.publish;

import dev.isobar.EventType;
import dev.isobar.codec.Extensions;
import dev.isobar.codec.TypedData;
import dev.isobar.spi.Platform;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.UUID;

/** Makes events out of typed data. Thread-safe. */
public final class TypedEvents {
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Platform platform;
  private final TypedData data;
  private final URI source;

  /**
   * Creates the maker of one instance.
   *
   * @param platform gives time and random ids
   * @param data writes the data
   * @param source the source of events whose type has none
   */
  public TypedEvents(Platform platform, TypedData data, URI source) {
    this.platform = platform;
    this.data = data;
    this.source = source;
  }

  /**
   * Starts an event with every attribute that its type gives.
   *
   * @param type the event type
   * @param value its data
   * @param <T> the class of the data
   * @throws dev.isobar.IsobarException INVALID_ARGUMENT when the data cannot be written
   */
  public <T> CloudEventBuilder event(EventType<T> type, T value) {
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(type.idOf(value).orElseGet(this::randomId))
            .withSource(type.source().orElse(source))
            .withType(type.type())
            .withTime(platform.now().atOffset(ZoneOffset.UTC))
            .withData(TypedData.contentType(type.dataClass()), data.write(value));
    type.subjectOf(value).ifPresent(builder::withSubject);
    type.keyOf(value).ifPresent(key -> builder.withExtension(Extensions.PARTITION_KEY, key));
    return builder;
  }

  /** A UUID of version 7: the time keeps processes apart whose chance began alike. */
  private String randomId() {
    long high = platform.now().toEpochMilli() << 16 | VERSION_7 | randomBits(12);
    long low = VARIANT | randomBits(31) << 31 | randomBits(31);
    return new UUID(high, low).toString();
  }

  private long randomBits(int count) {
    return (long) (platform.random() * (1L << count));
  }
}
