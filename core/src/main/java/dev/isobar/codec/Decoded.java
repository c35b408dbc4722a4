package dev.isobar.codec;

import io.cloudevents.CloudEvent;

/** What a message turned out to be. Immutable. */
public sealed interface Decoded {
  /**
   * The message is a CloudEvent.
   *
   * @param event the event, immutable; its data is a view of the message's body
   */
  record Event(CloudEvent event) implements Decoded {}

  /**
   * The message is no CloudEvent, or one that two readers could understand differently.
   *
   * @param reason why, in printable ASCII, at most 300 characters, without the event's data
   */
  record Foreign(String reason) implements Decoded {}
}
