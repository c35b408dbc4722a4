package dev.isobar.runtime.telemetry;

import dev.isobar.Settlement;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One call of a handler. Thread-safe, ended once. */
public final class Processing {
  /** Nothing is told. */
  public static final Processing NONE = new Processing(null, null, Context.root(), 0, false);

  private final @Nullable Instruments live;
  private final Destination.@Nullable Named named;
  private final Context context;
  private final long startedAt;
  private final boolean single;

  Processing(
      @Nullable Instruments live,
      Destination.@Nullable Named named,
      Context context,
      long startedAt,
      boolean single) {
    this.live = live;
    this.named = named;
    this.context = context;
    this.startedAt = startedAt;
    this.single = single;
  }

  /** Makes the span and the baggage of the event current on this thread. */
  public Scope current() {
    return live == null ? Scope.noop() : context.makeCurrent();
  }

  /** Returns the span, or null when nothing is told. */
  public @Nullable SpanContext span() {
    SpanContext span = live == null ? null : Span.fromContext(context).getSpanContext();
    return span == null || !span.isValid() ? null : span;
  }

  /**
   * Makes a follow-up of the one event that is handled a part of this trace.
   *
   * @param event under construction
   * @return the same
   */
  public CloudEventBuilder continued(CloudEventBuilder event) {
    if (live != null && single) {
      var extensions = Propagation.traceExtensions(context);
      if (!extensions.isEmpty()) {
        event.withoutExtension(dev.isobar.codec.Extensions.TRACE_STATE);
        extensions.forEach(event::withExtension);
      }
    }
    return event;
  }

  /**
   * The handler has returned.
   *
   * @param settlement what it decided on a single event; null for a batch
   * @param thrown what it threw, or null
   */
  public void end(Settlement.@Nullable Kind settlement, @Nullable Throwable thrown) {
    if (live == null || named == null) {
      return;
    }
    Span span = Span.fromContext(context);
    AttributesBuilder attributes = named.onMetrics().toBuilder();
    if (settlement != null) {
      span.setAttribute(Conventions.SETTLEMENT, name(settlement));
    }
    if (thrown != null) {
      String type = Creation.errorType(thrown);
      attributes.put(Conventions.ERROR_TYPE, type);
      span.setAttribute(Conventions.ERROR_TYPE, type);
      span.setStatus(StatusCode.ERROR);
    }
    Attributes built = attributes.build();
    live.processDuration.record(live.secondsSince(startedAt), built);
    span.end();
  }

  static String name(Settlement.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
