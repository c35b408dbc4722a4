package dev.isobar.runtime.telemetry;

import dev.isobar.ErrorCode;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.spi.SettleOutcome;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to the provider, from its start to its answer. Not thread-safe; ended once, and later
 * ends are ignored.
 */
public final class Request {
  /** Nothing is told. */
  public static final Request NONE = new Request(null, null, Span.getInvalid(), 0);

  private final @Nullable Instruments live;
  private final Destination.@Nullable Named named;
  private final Span span;
  private final long startedAt;
  private @Nullable String error;
  private boolean ended;

  private Request(
      @Nullable Instruments live, Destination.@Nullable Named named, Span span, long startedAt) {
    this.live = live;
    this.named = named;
    this.span = span;
    this.startedAt = startedAt;
  }

  static Request start(
      Instruments live, Destination.Named named, Context parent, List<? extends Traced> events) {
    SpanBuilder span = live.span(named, SpanKind.CLIENT, parent);
    Instruments.link(span, events);
    return new Request(live, named, span.startSpan(), live.platform.nanoTime());
  }

  /** Whether anything is told; if not, answers need not be looked at. */
  public boolean told() {
    return live != null;
  }

  /** Makes the span current on this thread, so that spans of the provider's SDK nest below it. */
  public Scope current() {
    return live == null ? Scope.noop() : span.makeCurrent();
  }

  /**
   * Links the events that a poll has brought.
   *
   * @param events possibly none
   */
  public void brought(List<? extends Traced> events) {
    if (live == null) {
      return;
    }
    for (Traced event : events) {
      var origin = event.origin();
      if (origin != null) {
        span.addLink(origin, Attributes.of(Conventions.EVENT_ID, event.id()));
      }
    }
    span.setAttribute(Conventions.BATCH_COUNT, (long) events.size());
  }

  /**
   * Counts an event that was sent, whatever came of it.
   *
   * @param failure why it is not stored for certain, or null
   */
  public void sent(@Nullable Throwable failure) {
    if (live != null) {
      failed(failure);
      live.sent.add(1, failure == null ? onMetrics(null) : onMetrics(codeOf(failure)));
    }
  }

  /**
   * Tells the provider's id of the only event.
   *
   * @param nativeId empty for none
   */
  public void stored(String nativeId) {
    if (!nativeId.isEmpty()) {
      span.setAttribute(Conventions.MESSAGE_ID, nativeId);
    }
  }

  /**
   * Makes the call with the span as the current one.
   *
   * @param call the call
   * @param <T> the type of its result
   */
  public <T> T within(Supplier<T> call) {
    Scope scope = current();
    try {
      return call.get();
    } finally {
      scope.close();
    }
  }

  /**
   * Ends a request that settles or extends.
   *
   * @param outcomes one for each event, or null
   * @param failure why there are none, or null
   */
  public void answered(@Nullable List<SettleOutcome> outcomes, @Nullable Throwable failure) {
    if (live != null) {
      failed(failure);
      if (outcomes != null) {
        outcomes.forEach(outcome -> failed(outcome.failure().orElse(null)));
      }
      end();
    }
  }

  /**
   * Notes a failure; the first one names the error.
   *
   * @param failure what failed, or null
   */
  public void failed(@Nullable Throwable failure) {
    if (live != null && failure != null && error == null) {
      error = codeOf(failure);
    }
  }

  /** The request is given up on. */
  public void unanswered() {
    if (live != null && error == null) {
      error = ErrorCode.DEADLINE_EXCEEDED.name();
    }
    end();
  }

  /** The request has been answered. */
  public void end() {
    if (live == null || ended) {
      return;
    }
    ended = true;
    if (error != null) {
      span.setAttribute(Conventions.ERROR_TYPE, error);
      span.setStatus(StatusCode.ERROR);
    }
    live.operationDuration.record(live.secondsSince(startedAt), onMetrics(error));
    span.end();
  }

  private String codeOf(Throwable failure) {
    try {
      return live == null ? ErrorCode.UNKNOWN.name() : Stages.classify(live.driver, failure).name();
    } catch (RuntimeException unclassified) {
      return ErrorCode.UNKNOWN.name();
    }
  }

  private Attributes onMetrics(@Nullable String errorType) {
    Attributes attributes = named == null ? Attributes.empty() : named.onMetrics();
    return errorType == null
        ? attributes
        : attributes.toBuilder().put(Conventions.ERROR_TYPE, errorType).build();
  }
}
