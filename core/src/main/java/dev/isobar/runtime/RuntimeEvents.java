package dev.isobar.runtime;

import dev.isobar.EventType;
import dev.isobar.codec.DeadLetterStory;
import dev.isobar.codec.Decoded;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCodec;
import dev.isobar.codec.Extensions;
import dev.isobar.codec.TypedData;
import dev.isobar.runtime.deadletter.RuntimeDeadLetters;
import dev.isobar.runtime.publish.Outbound;
import dev.isobar.runtime.publish.TypedEvents;
import dev.isobar.runtime.receive.EventSupport;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Received;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.Optional;

/** Messages, events and typed data of one instance. */
final class RuntimeEvents implements EventSupport {
  private final Driver driver;
  private final TypedData data;
  private final TypedEvents typed;

  RuntimeEvents(Driver driver, TypedData data, TypedEvents typed) {
    this.driver = driver;
    this.data = data;
    this.typed = typed;
  }

  @Override
  public CloudEvent decode(Received received, Address from) {
    Decoded decoded = EventCodec.decode(received.message());
    if (decoded instanceof Decoded.Event known) {
      return known.event();
    }
    return driver
        .adopt(received)
        .orElseGet(() -> synthetic(received, from, ((Decoded.Foreign) decoded).reason()));
  }

  private static CloudEvent synthetic(Received received, Address from, String reason) {
    return EventCodec.synthetic(
        received.message(),
        received.nativeId(),
        from.physicalName(),
        received.accepted().orElse(null),
        reason);
  }

  @Override
  public <T> T read(CloudEvent event, EventType<T> type) {
    return data.read(event, type.dataClass());
  }

  @Override
  public <T> CloudEventBuilder derive(CloudEvent cause, EventType<T> type, T value) {
    CloudEventBuilder builder = typed.event(type, value);
    copy(cause, Extensions.PARTITION_KEY, builder, type.keyOf(value).isEmpty());
    copy(cause, Extensions.TRACE_PARENT, builder, true);
    copy(cause, Extensions.TRACE_STATE, builder, true);
    Object correlation = cause.getExtension(Extensions.CORRELATION_ID);
    return builder
        .withExtension(
            Extensions.CORRELATION_ID, correlation == null ? cause.getId() : correlation.toString())
        .withExtension(Extensions.CAUSATION_ID, cause.getId());
  }

  private static void copy(CloudEvent from, String name, CloudEventBuilder to, boolean wanted) {
    Object value = wanted ? from.getExtension(name) : null;
    if (value != null) {
      to.withExtension(name, value.toString());
    }
  }

  /** How dead letters of one subscription or queue are read and sent back. */
  RuntimeDeadLetters.Letters letters(Outbound back) {
    return new RuntimeDeadLetters.Letters() {
      @Override
      public CloudEvent event(Received received, Address from) {
        return decode(received, from);
      }

      @Override
      public Optional<dev.isobar.spi.Story> story(Received received) {
        return DeadLetterStory.readStory(received.message());
      }

      @Override
      public java.util.concurrent.CompletionStage<?> sendBack(Received received, CloudEvent event) {
        String deduplication = DeduplicationIds.of(event, received.nativeId());
        return back.resend(event, DeadLetterStory.withoutStory(received.message(), deduplication));
      }
    };
  }
}
