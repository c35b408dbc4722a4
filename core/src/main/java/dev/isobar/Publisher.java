package dev.isobar;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes to one topic, queue or bus. Thread-safe; all callers share batches and one bound of
 * pending bytes: past it a call waits, up to the publish time-out, then fails with
 * RESOURCE_EXHAUSTED.
 *
 * <p>Every method can fail with INVALID_ARGUMENT (an event that some provider could not carry, see
 * {@code limits}), NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE, DEADLINE_EXCEEDED, CONFLICT (an
 * earlier event of the same key failed) or CANCELLED (interrupted, or closed).
 */
public interface Publisher {
  /** Returns the logical name of the topic, queue or bus. */
  String name();

  /**
   * Publishes an event and waits until the provider has stored it.
   *
   * @param event a valid CloudEvent
   * @return the receipt
   * @throws IsobarException when it is not stored, or not known to be
   */
  Receipt publish(CloudEvent event);

  /**
   * Publishes typed data and waits until the provider has stored it.
   *
   * @param type the event type
   * @param data its data
   * @param <T> the class of the data
   * @return the receipt
   * @throws IsobarException when it is not stored, or not known to be
   */
  <T> Receipt publish(EventType<T> type, T data);

  /**
   * Publishes an event without waiting.
   *
   * @param event a valid CloudEvent
   * @return completes with the receipt, or exceptionally with an {@link IsobarException}; watch it:
   *     a dropped future is a dropped error. Do not block in its callbacks.
   */
  CompletableFuture<Receipt> publishAsync(CloudEvent event);

  /**
   * Publishes typed data without waiting.
   *
   * @param type the event type
   * @param data its data
   * @param <T> the class of the data
   * @return completes with the receipt, or exceptionally with an {@link IsobarException}; watch it:
   *     a dropped future is a dropped error. Do not block in its callbacks.
   */
  <T> CompletableFuture<Receipt> publishAsync(EventType<T> type, T data);

  /**
   * Publishes several events and waits until each has its own result. Never throws for an event.
   *
   * @param events valid CloudEvents; events of one key keep this order
   * @return one result per event, in the same order
   */
  List<PublishResult> publishAll(Collection<? extends CloudEvent> events);

  /**
   * Starts the event that {@link #publish(EventType, Object)} would publish.
   *
   * @param type the event type
   * @param data its data
   * @param <T> the class of the data
   * @return a builder with every attribute set; change what you need, then {@code build()}
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be written
   */
  <T> CloudEventBuilder event(EventType<T> type, T data);
}
