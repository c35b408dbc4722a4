package dev.isobar.runtime.telemetry;

import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import dev.isobar.runtime.platform.Stages;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The publishing of one event, from the call to the receipt: its create span, if it has one, and
 * what the event is given on its way. Thread-safe.
 */
public final class Creation {
  /** Nothing is told. */
  static final Creation NONE = new Creation(Span.getInvalid(), null, Map.of());

  private final Span span;
  private final @Nullable SpanContext origin;
  private final Map<String, String> extensions;

  Creation(Span span, @Nullable SpanContext origin, Map<String, String> extensions) {
    this.span = span;
    this.origin = origin;
    this.extensions = extensions;
  }

  /** Returns the span that the event comes from, or null. */
  public @Nullable SpanContext origin() {
    return origin;
  }

  /**
   * Returns the event with the trace context in its extensions.
   *
   * @param event as it is to be published
   * @return the same event when there is nothing to add, or when it takes no extensions
   */
  public CloudEvent inject(CloudEvent event) {
    if (extensions.isEmpty() || event.getSpecVersion() != SpecVersion.V1) {
      return event;
    }
    try {
      CloudEventBuilder builder = CloudEventBuilder.v1(event);
      extensions.forEach(builder::withExtension);
      return builder.build();
    } catch (RuntimeException incomplete) {
      return event;
    }
  }

  /**
   * Ends the span when the outcome is known.
   *
   * @param receipt what the caller gets
   * @return the same
   */
  public CompletableFuture<Receipt> until(CompletableFuture<Receipt> receipt) {
    if (span.isRecording()) {
      receipt.whenComplete(this::end);
    }
    return receipt;
  }

  /**
   * Ends the span of an event that was not even sent.
   *
   * @param failure why
   */
  public void refused(RuntimeException failure) {
    if (span.isRecording()) {
      end(null, failure);
    }
  }

  private void end(@Nullable Receipt receipt, @Nullable Throwable failure) {
    if (receipt != null && !receipt.nativeId().isEmpty()) {
      span.setAttribute(Conventions.MESSAGE_ID, receipt.nativeId());
    }
    if (failure != null) {
      span.setAttribute(Conventions.ERROR_TYPE, errorType(Stages.unwrap(failure)));
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Names a failure with few words, never with its message. */
  static String errorType(Throwable failure) {
    return failure instanceof IsobarException ours
        ? ours.code().name()
        : failure.getClass().getName();
  }
}
