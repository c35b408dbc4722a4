package dev.isobar.runtime.publish;

import dev.isobar.runtime.telemetry.Request;
import dev.isobar.spi.WireMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The events that share one call to the provider, first while they gather, then in flight. */
final class Call {
  final List<PendingEvent> events;
  long sentAt;
  Request request = Request.NONE;
  private int places;
  private long room;

  Call(int events, long bytes) {
    this.events = new ArrayList<>(Math.min(events, 16));
    this.places = events;
    this.room = bytes;
  }

  boolean full() {
    return places == 0;
  }

  /** Adds an event if there is room; the first one always fits. */
  boolean add(PendingEvent event) {
    if (events.isEmpty()) {
      places = Math.min(places, event.company);
    } else if (full() || event.bytes > room || event.company != events.get(0).company) {
      return false;
    }
    events.add(event);
    places--;
    room -= event.bytes;
    return true;
  }

  /** The messages as the sender is to be given them. */
  List<WireMessage> messages() {
    WireMessage[] messages = new WireMessage[events.size()];
    Arrays.setAll(messages, i -> events.get(i).message);
    return Collections.unmodifiableList(Arrays.asList(messages));
  }
}
