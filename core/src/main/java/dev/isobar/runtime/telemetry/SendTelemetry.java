package dev.isobar.runtime.telemetry;

import dev.isobar.codec.Extensions;
import dev.isobar.spi.TelemetryNames.Operation;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is told about sending to one address. Thread-safe. */
public final class SendTelemetry {
  /** Nothing is told. */
  public static final SendTelemetry NONE = new SendTelemetry(null, null);

  private final @Nullable Telemetry telemetry;
  private final @Nullable Destination destination;

  SendTelemetry(@Nullable Telemetry telemetry, @Nullable Destination destination) {
    this.telemetry = telemetry;
    this.destination = destination;
  }

  private @Nullable Instruments live() {
    return telemetry == null ? null : telemetry.live();
  }

  private Destination.Named named(Operation operation) {
    return Objects.requireNonNull(destination, "destination").of(operation);
  }

  /**
   * Begins the create span of an event below the caller's span, unless the event carries a trace
   * context already.
   *
   * @param event not null, otherwise unchecked
   */
  public Creation create(CloudEvent event) {
    Instruments live = live();
    if (live == null) {
      return Creation.NONE;
    }
    Context caller = Context.current();
    Map<String, String> extensions = new HashMap<>();
    if (event.getExtension(Extensions.BAGGAGE) == null) {
      extensions.putAll(live.propagation.baggageExtensions(caller));
    }
    if (event.getExtension(Extensions.TRACE_PARENT) != null) {
      return new Creation(Span.getInvalid(), Propagation.carried(event), extensions);
    }
    Span span = live.createSpans ? start(live, event, caller) : Span.getInvalid();
    Context context = live.createSpans ? caller.with(span) : caller;
    extensions.putAll(Propagation.traceExtensions(context));
    SpanContext origin = Span.fromContext(context).getSpanContext();
    return new Creation(span, origin.isValid() ? origin : null, extensions);
  }

  private Span start(Instruments live, CloudEvent event, Context caller) {
    SpanBuilder span = live.span(named(Operation.CREATE), SpanKind.PRODUCER, caller);
    Instruments.describe(span, event);
    return span.startSpan();
  }

  /**
   * Returns the trace context that an event carries, or null; also null when nothing is told.
   *
   * @param event one that is sent on as it is
   */
  public @Nullable SpanContext carried(CloudEvent event) {
    return live() == null ? null : Propagation.carried(event);
  }

  /**
   * Begins the send span of one request.
   *
   * @param events what it holds
   */
  public Request request(List<? extends Traced> events) {
    Instruments live = live();
    if (live == null) {
      return Request.NONE;
    }
    SpanContext only = events.size() == 1 ? events.get(0).origin() : null;
    Context parent = only == null ? Context.root() : Instruments.below(Context.root(), only);
    return Request.start(live, named(Operation.SEND), parent, events);
  }
}
