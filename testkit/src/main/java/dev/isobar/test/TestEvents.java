package dev.isobar.test;

import dev.isobar.DataMapper;
import dev.isobar.EventType;
import dev.isobar.codec.TypedData;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicLong;

/** Makes events as a publisher would, with ids that are easy to read. */
final class TestEvents {
  private static final URI SOURCE = URI.create("urn:isobar:test");
  private static final OffsetDateTime TIME = OffsetDateTime.parse("2030-01-01T00:00:00Z");

  private final TypedData data;
  private final AtomicLong ids = new AtomicLong();

  TestEvents(DataMapper mapper) {
    data = new TypedData(mapper);
  }

  <T> CloudEventBuilder event(EventType<T> type, T value) {
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(type.idOf(value).orElseGet(() -> "test-" + ids.incrementAndGet()))
            .withSource(type.source().orElse(SOURCE))
            .withType(type.type())
            .withTime(TIME)
            .withData(TypedData.contentType(type.dataClass()), data.write(value));
    type.subjectOf(value).ifPresent(builder::withSubject);
    type.keyOf(value).ifPresent(key -> builder.withExtension("partitionkey", key));
    return builder;
  }

  <T> T read(CloudEvent event, EventType<T> type) {
    return data.read(event, type.dataClass());
  }
}
