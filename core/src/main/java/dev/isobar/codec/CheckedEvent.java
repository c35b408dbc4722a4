package dev.isobar.codec;

import io.cloudevents.CloudEvent;

/**
 * An event that {@link EventCheck} accepted, with what the check found out: encoding it checks
 * nothing again. Immutable.
 */
public final class CheckedEvent {
  private final CloudEvent event;
  private final EventData data;
  private final int structuredSize;

  CheckedEvent(CloudEvent event, EventData data, int structuredSize) {
    this.event = event;
    this.data = data;
    this.structuredSize = structuredSize;
  }

  /** Returns the event as given. */
  public CloudEvent event() {
    return event;
  }

  /** Returns the exact size of the event as structured JSON, in bytes. */
  public int structuredSize() {
    return structuredSize;
  }

  EventData data() {
    return data;
  }
}
