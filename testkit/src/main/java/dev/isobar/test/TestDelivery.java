package dev.isobar.test;

import dev.isobar.DataMapper;
import dev.isobar.Delivery;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.RejectedEventException;
import dev.isobar.Settlement;
import dev.isobar.Settlement.Kind;
import dev.isobar.Tuning;
import dev.isobar.codec.DataMappers;
import dev.isobar.codec.Extensions;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A delivery for the unit test of one handler: no broker, no threads. Each method that sets
 * something returns a new delivery; {@link #cancel()} alone changes one. Thread-safe.
 *
 * <pre>{@code
 * Settlement settlement = handler.handle(TestDelivery.of(PLACED, order).attempt(3));
 * assert settlement.kind() == Settlement.Kind.RETRY;
 * }</pre>
 */
public final class TestDelivery implements Delivery {
  private final TestEvents events;
  private final CloudEvent event;
  private final String subscription;
  private final int attempt;
  private final Tuning tuning;
  private final Map<String, String> nativeAttributes;
  private final @Nullable Object nativeMessage;
  private final List<Runnable> onCancel = new ArrayList<>();
  private boolean cancelled;

  private TestDelivery(
      TestEvents events,
      CloudEvent event,
      String subscription,
      int attempt,
      Tuning tuning,
      Map<String, String> nativeAttributes,
      @Nullable Object nativeMessage) {
    this.events = events;
    this.event = event;
    this.subscription = subscription;
    this.attempt = attempt;
    this.tuning = tuning;
    this.nativeAttributes = nativeAttributes;
    this.nativeMessage = nativeMessage;
  }

  /**
   * Delivers typed data.
   *
   * @param type the event type
   * @param data its data, written with jackson-databind unless it is bytes or text
   * @param <T> the class of the data
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be written
   */
  public static <T> TestDelivery of(EventType<T> type, T data) {
    return of(type, data, DataMappers.defaultMapper());
  }

  /**
   * Delivers typed data that a mapper of the application writes and reads.
   *
   * @param type the event type
   * @param data its data
   * @param mapper the mapper
   * @param <T> the class of the data
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be written
   */
  public static <T> TestDelivery of(EventType<T> type, T data, DataMapper mapper) {
    TestEvents events = new TestEvents(mapper);
    return of(events, events.event(type, data).build());
  }

  /**
   * Delivers an event as it is.
   *
   * @param event the event
   */
  public static TestDelivery of(CloudEvent event) {
    return of(new TestEvents(DataMappers.defaultMapper()), event);
  }

  private static TestDelivery of(TestEvents events, CloudEvent event) {
    return new TestDelivery(events, event, "test", 1, Tuning.defaults(), Map.of(), null);
  }

  /**
   * Sets the number of the attempt.
   *
   * @param number from 1
   */
  public TestDelivery attempt(int number) {
    return new TestDelivery(
        events, event, subscription, number, tuning, nativeAttributes, nativeMessage);
  }

  /**
   * Sets where it comes from; {@code test} by default.
   *
   * @param name the logical name of a subscription or queue
   */
  public TestDelivery from(String name) {
    return new TestDelivery(events, event, name, attempt, tuning, nativeAttributes, nativeMessage);
  }

  /**
   * Sets how the subscription is consumed: attempts and the policy for unhandled types.
   *
   * @param other the tuning
   */
  public TestDelivery tuning(Tuning other) {
    return new TestDelivery(
        events, event, subscription, attempt, other, nativeAttributes, nativeMessage);
  }

  /**
   * Sets what the provider told.
   *
   * @param attributes by their native names
   * @param message the provider's message object for {@link #unwrap}, or null
   */
  public TestDelivery fromProvider(Map<String, String> attributes, @Nullable Object message) {
    return new TestDelivery(
        events, event, subscription, attempt, tuning, Map.copyOf(attributes), message);
  }

  /** Loses the lease: {@link #cancelled()} becomes true and the callbacks run, on this thread. */
  public void cancel() {
    List<Runnable> actions;
    synchronized (onCancel) {
      cancelled = true;
      actions = List.copyOf(onCancel);
      onCancel.clear();
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public CloudEvent event() {
    return event;
  }

  @Override
  public <T> T data(EventType<T> type) {
    try {
      return events.read(event, type);
    } catch (IsobarException e) {
      throw new RejectedEventException(
          "the data of event type " + event.getType() + " cannot be read", e);
    }
  }

  @Override
  public String subscription() {
    return subscription;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public int maxAttempts() {
    return tuning.maxAttempts();
  }

  @Override
  public boolean cancelled() {
    synchronized (onCancel) {
      return cancelled;
    }
  }

  @Override
  public void onCancel(Runnable action) {
    Objects.requireNonNull(action, "action");
    synchronized (onCancel) {
      if (!cancelled) {
        onCancel.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public Map<String, String> nativeAttributes() {
    return nativeAttributes;
  }

  @Override
  public <T> CloudEventBuilder derive(EventType<T> type, T data) {
    CloudEventBuilder builder = events.event(type, data);
    if (type.keyOf(data).isEmpty()) {
      copy(Extensions.PARTITION_KEY, builder);
    }
    copy(Extensions.TRACE_PARENT, builder);
    copy(Extensions.TRACE_STATE, builder);
    Object correlation = event.getExtension(Extensions.CORRELATION_ID);
    return builder
        .withExtension(
            Extensions.CORRELATION_ID, correlation == null ? event.getId() : correlation.toString())
        .withExtension(Extensions.CAUSATION_ID, event.getId());
  }

  private void copy(String name, CloudEventBuilder to) {
    Object value = event.getExtension(name);
    if (value != null) {
      to.withExtension(name, value.toString());
    }
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return Optional.ofNullable(nativeMessage).filter(nativeType::isInstance).map(nativeType::cast);
  }

  @Override
  public Settlement complete() {
    return new TestSettlement(Kind.COMPLETE, this, Optional.empty(), "");
  }

  @Override
  public Settlement retry(String why) {
    return new TestSettlement(Kind.RETRY, this, Optional.empty(), why);
  }

  @Override
  public Settlement retryAfter(Duration delay, String why) {
    if (delay.isNegative() || delay.compareTo(Tuning.MAX_RETRY_DELAY) > 0) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "retryAfter was given "
              + delay
              + "; it must be from zero to "
              + Tuning.MAX_RETRY_DELAY
              + ", because the event is leased meanwhile");
    }
    return new TestSettlement(Kind.RETRY, this, Optional.of(delay), why);
  }

  @Override
  public Settlement reject(String why) {
    return new TestSettlement(Kind.REJECT, this, Optional.empty(), why);
  }

  @Override
  public Settlement unhandled() {
    String why = "no handler takes event type " + event.getType();
    return switch (tuning.unhandled()) {
      case REJECT -> reject(why);
      case RETRY -> retry(why);
      case COMPLETE -> complete();
    };
  }

  /** Names the event and the attempt, never the data. */
  @Override
  public String toString() {
    return "delivery of event " + event.getId() + " to " + subscription + ", attempt " + attempt;
  }

  private record TestSettlement(
      Kind kind, Delivery delivery, Optional<Duration> delay, String reason)
      implements Settlement {}
}
