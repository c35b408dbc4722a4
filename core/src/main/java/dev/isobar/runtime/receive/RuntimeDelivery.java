package dev.isobar.runtime.receive;

import dev.isobar.Delivery;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.RejectedEventException;
import dev.isobar.Resource;
import dev.isobar.Settlement;
import dev.isobar.Settlement.Kind;
import dev.isobar.Tuning;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.telemetry.Processing;
import dev.isobar.runtime.telemetry.ReceiveTelemetry;
import dev.isobar.runtime.telemetry.Traced;
import dev.isobar.spi.Address;
import dev.isobar.spi.Received;
import dev.isobar.spi.Setting;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One handler run's view of a leased event. */
final class RuntimeDelivery implements Delivery, Traced {
  private final Resource resource;
  private final EventSupport events;
  private final Received received;
  private final CloudEvent event;
  private final int attempt;
  private final Address from;
  private boolean cancelled;
  private boolean interrupted;
  private @Nullable List<Runnable> onCancel;
  private @Nullable Thread handlerThread;
  private volatile @Nullable RejectedEventException undecodable;
  private volatile Processing processing = Processing.NONE;

  RuntimeDelivery(Resource resource, EventSupport events, Entry entry) {
    this.resource = resource;
    this.events = events;
    this.received = entry.received;
    this.event = entry.event;
    this.attempt = entry.attempt();
    this.from = entry.source.address();
  }

  @Override
  public CloudEvent event() {
    return event;
  }

  @Override
  public <T> T data(EventType<T> type) {
    try {
      return events.read(event, type);
    } catch (Exception e) {
      if (e instanceof IsobarException ours && ours.code() == ErrorCode.UNSUPPORTED) {
        throw ours;
      }
      RejectedEventException rejection =
          new RejectedEventException(
              "the data of event type "
                  + SafeText.of(event.getType())
                  + " cannot be read as "
                  + type.dataClass().getName()
                  + ": "
                  + (e instanceof IsobarException ? e.getMessage() : e.getClass().getSimpleName()),
              e);
      undecodable = rejection;
      throw rejection;
    }
  }

  @Override
  public String subscription() {
    return resource.name();
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public int maxAttempts() {
    return resource.tuning().maxAttempts();
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    Objects.requireNonNull(action, "action");
    synchronized (this) {
      if (!cancelled) {
        if (onCancel == null) {
          onCancel = new ArrayList<>(1);
        }
        onCancel.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public Map<String, String> nativeAttributes() {
    return received.nativeAttributes();
  }

  @Override
  public <T> CloudEventBuilder derive(EventType<T> type, T data) {
    return processing.continued(events.derive(event, type, data));
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return received.nativeMessage().filter(nativeType::isInstance).map(nativeType::cast);
  }

  @Override
  public Settlement complete() {
    return new RuntimeSettlement(Kind.COMPLETE, this, null, "");
  }

  @Override
  public Settlement retry(String why) {
    return new RuntimeSettlement(Kind.RETRY, this, null, why);
  }

  @Override
  public Settlement retryAfter(Duration delay, String why) {
    if (delay.isNegative() || delay.compareTo(Tuning.MAX_RETRY_DELAY) > 0) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "retryAfter was given "
              + Setting.print(delay)
              + "; it must be from zero to "
              + Setting.print(Tuning.MAX_RETRY_DELAY)
              + ", because the event is leased meanwhile");
    }
    return new RuntimeSettlement(Kind.RETRY, this, delay, why);
  }

  @Override
  public Settlement reject(String why) {
    return new RuntimeSettlement(Kind.REJECT, this, null, why);
  }

  @Override
  public Settlement unhandled() {
    String why = "no handler takes event type " + SafeText.of(event.getType());
    return switch (resource.tuning().unhandled()) {
      case REJECT -> reject(why);
      case RETRY -> retry(why);
      case COMPLETE -> complete();
    };
  }

  /** Names the event and the attempt, never the data. */
  @Override
  public String toString() {
    return "delivery of event "
        + SafeText.of(event.getId())
        + " from "
        + SafeText.of(event.getSource())
        + " to "
        + resource.name()
        + ", attempt "
        + attempt
        + " of "
        + maxAttempts();
  }

  @Override
  public String id() {
    return event.getId();
  }

  @Override
  public @Nullable SpanContext origin() {
    return Traced.origin(event);
  }

  /** Begins the span of the handler. */
  Processing process(ReceiveTelemetry telemetry, Context base) {
    return telemetry.process(received, event, attempt, from, base);
  }

  void handledIn(Processing span) {
    processing = span;
  }

  Processing processing() {
    return processing;
  }

  /** Whether an exception says that the data could not be read. */
  boolean undecodable(Throwable thrown) {
    return undecodable == thrown;
  }

  synchronized void entered(Thread thread) {
    handlerThread = thread;
  }

  /** The handler has returned; an interrupt of ours must not outlive it. */
  synchronized void left() {
    handlerThread = null;
    if (interrupted) {
      Thread.interrupted();
    }
  }

  /** The stack of the handler that runs, for the log. */
  synchronized StackTraceElement[] stack() {
    return handlerThread == null ? new StackTraceElement[0] : handlerThread.getStackTrace();
  }

  /**
   * Tells the handler that the lease is lost.
   *
   * @return the actions to run
   */
  synchronized List<Runnable> cancel() {
    if (cancelled) {
      return List.of();
    }
    cancelled = true;
    if (handlerThread != null && resource.tuning().interruptOnCancel()) {
      interrupted = true;
      handlerThread.interrupt();
    }
    List<Runnable> actions = onCancel == null ? List.of() : onCancel;
    onCancel = null;
    return actions;
  }
}
