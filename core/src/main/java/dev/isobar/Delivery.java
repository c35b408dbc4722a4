package dev.isobar;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One leased event in the hands of a handler. Its lease is kept alive while the handler runs, up to
 * {@code max-lease}. Thread-safe.
 */
public interface Delivery {
  /** Returns the event, its data byte for byte as published where the service keeps bytes. */
  CloudEvent event();

  /**
   * Decodes the data.
   *
   * @param type the expected type; the event's own type is not compared
   * @param <T> the class of the data
   * @return the data
   * @throws RejectedEventException when the event has no such data
   * @throws IsobarException UNSUPPORTED when there is no {@link DataMapper}; the event is retried
   */
  <T> T data(EventType<T> type);

  /** Returns the logical name of the subscription or queue. */
  String subscription();

  /**
   * Returns the number of this attempt, from 1: the greater of the service's receive count and our
   * own failures + 1.
   */
  int attempt();

  /** Returns after how many failed attempts the event is dead-lettered. */
  int maxAttempts();

  /** Returns whether the lease was lost: another consumer may have the event by now. */
  boolean cancelled();

  /**
   * Runs an action when the lease is lost; at once if it is lost already. The action must be short.
   *
   * @param action called at most once, on a thread of the runtime
   */
  void onCancel(Runnable action);

  /** Returns the provider's own attributes of the message, by their native names. */
  Map<String, String> nativeAttributes();

  /**
   * Starts a follow-up event. It carries this event's {@code correlationid} (its id, when it has
   * none), its id as {@code causationid}, its {@code traceparent} and {@code tracestate}, and its
   * {@code partitionkey} unless the type derives one from the data.
   *
   * @param type the type of the follow-up
   * @param data its data
   * @param <T> the class of the data
   * @return a builder with every attribute set; change what you need, then {@code build()}
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be written
   */
  <T> CloudEventBuilder derive(EventType<T> type, T data);

  /**
   * Returns the provider's own message, e.g. an SQS {@code Message}.
   *
   * @param nativeType the wanted class
   * @param <N> the wanted class
   * @return the message, or empty when the provider has no such class
   */
  <N> Optional<N> unwrap(Class<N> nativeType);

  /** Returns the settlement that acknowledges the event. */
  Settlement complete();

  /**
   * Returns the settlement that delivers the event again after the back-off.
   *
   * @param why the reason, kept should this be the last attempt; no secrets, no event data
   */
  Settlement retry(String why);

  /**
   * Returns the settlement that delivers the event again after a delay.
   *
   * @param delay from zero to 30 minutes
   * @param why the reason, kept should this be the last attempt; no secrets, no event data
   * @throws IsobarException INVALID_ARGUMENT when the delay is out of range
   */
  Settlement retryAfter(Duration delay, String why);

  /**
   * Returns the settlement that dead-letters the event at once.
   *
   * @param why the reason kept with the dead letter; no secrets, no event data
   */
  Settlement reject(String why);

  /**
   * Returns the settlement that the subscription's policy ({@code unhandled}) gives to an event
   * that no handler takes.
   */
  Settlement unhandled();
}
