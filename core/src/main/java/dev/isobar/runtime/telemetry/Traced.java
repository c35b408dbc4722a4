package dev.isobar.runtime.telemetry;

import io.cloudevents.CloudEvent;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** One event that a span for several events tells about. */
public interface Traced {
  /** Returns the CloudEvents id. */
  String id();

  /** Returns the span in which the event was created, or null. */
  @Nullable SpanContext origin();

  /**
   * Returns the span that an event says it was created in, or null.
   *
   * @param event the event
   */
  static @Nullable SpanContext origin(CloudEvent event) {
    return Propagation.carried(event);
  }

  /** Returns the span of the handler that has the event now, or null. */
  default @Nullable SpanContext handling() {
    return null;
  }
}
