package dev.isobar.runtime.receive;

import dev.isobar.EventType;
import dev.isobar.spi.Address;
import dev.isobar.spi.Received;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;

/** Turns messages into events, and data into objects and back. Thread-safe. */
public interface EventSupport {
  /**
   * Returns the event in a message: a CloudEvent in any content mode, a foreign format that the
   * provider knows, or a synthetic event. Never throws.
   *
   * @param received the message
   * @param from where it comes from
   */
  CloudEvent decode(Received received, Address from);

  /**
   * Reads typed data.
   *
   * @param event the event
   * @param type the wanted type
   * @param <T> the class of the data
   * @throws Exception when the event has no such data
   */
  <T> T read(CloudEvent event, EventType<T> type) throws Exception;

  /**
   * Starts a follow-up of an event.
   *
   * @param cause the event that led to it
   * @param type the type of the follow-up
   * @param data its data
   * @param <T> the class of the data
   */
  <T> CloudEventBuilder derive(CloudEvent cause, EventType<T> type, T data);
}
