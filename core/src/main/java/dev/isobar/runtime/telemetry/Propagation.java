package dev.isobar.runtime.telemetry;

import dev.isobar.codec.Extensions;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trace context and baggage in the extensions of an event: always in the form of the W3C, whatever
 * propagators the application uses for its requests. Immutable.
 */
final class Propagation {
  private static final int MOST_TRACE_STATE = 512;
  private static final int MOST_BAGGAGE = 1_024;

  private static final TextMapGetter<CloudEvent> EXTENSIONS = Propagation::get;

  private final List<String> baggageKeys;

  Propagation(List<String> baggageKeys) {
    this.baggageKeys = baggageKeys;
  }

  /** Returns the trace context that an event carries, or null when it has none that is valid. */
  static @Nullable SpanContext carried(CloudEvent event) {
    if (event.getExtension(Extensions.TRACE_PARENT) == null) {
      return null;
    }
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), event, EXTENSIONS);
    SpanContext carried = Span.fromContext(context).getSpanContext();
    return carried.isValid() ? carried : null;
  }

  /** Returns the extensions that say which span a context has; empty when it has none. */
  static Map<String, String> traceExtensions(Context context) {
    Map<String, String> extensions = new HashMap<>();
    W3CTraceContextPropagator.getInstance().inject(context, extensions, Propagation::put);
    String state = extensions.get(Extensions.TRACE_STATE);
    if (state != null && state.length() > MOST_TRACE_STATE) {
      extensions.remove(Extensions.TRACE_STATE);
    }
    return extensions;
  }

  /**
   * Returns the extension that holds the wanted entries of the baggage, as many as fit; or none.
   */
  Map<String, String> baggageExtensions(Context context) {
    Map<String, String> extensions = new HashMap<>();
    Baggage all = Baggage.fromContext(context);
    Baggage chosen = Baggage.empty();
    for (String key : baggageKeys) {
      Baggage more = copy(key, all, chosen.toBuilder());
      String text = text(more);
      if (text != null && text.length() <= MOST_BAGGAGE) {
        extensions.put(Extensions.BAGGAGE, text);
        chosen = more;
      }
    }
    return extensions;
  }

  /** Returns a context with those entries of an event's baggage that are wanted. */
  Context withBaggage(Context base, CloudEvent event) {
    if (baggageKeys.isEmpty() || event.getExtension(Extensions.BAGGAGE) == null) {
      return base;
    }
    Baggage carried =
        Baggage.fromContext(
            W3CBaggagePropagator.getInstance().extract(Context.root(), event, EXTENSIONS));
    BaggageBuilder chosen = Baggage.builder();
    baggageKeys.forEach(key -> copy(key, carried, chosen));
    return base.with(chosen.build());
  }

  private static Baggage copy(String key, Baggage from, BaggageBuilder to) {
    String value = from.getEntryValue(key);
    if (value != null) {
      to.put(key, value);
    }
    return to.build();
  }

  private static @Nullable String text(Baggage baggage) {
    Map<String, String> headers = new HashMap<>();
    W3CBaggagePropagator.getInstance()
        .inject(Context.root().with(baggage), headers, Propagation::put);
    return headers.get(Extensions.BAGGAGE);
  }

  private static @Nullable String get(@Nullable CloudEvent event, String name) {
    Object value = event == null ? null : event.getExtension(name);
    return value == null ? null : value.toString();
  }

  private static void put(@Nullable Map<String, String> extensions, String name, String value) {
    if (extensions != null) {
      extensions.put(name, value);
    }
  }
}
