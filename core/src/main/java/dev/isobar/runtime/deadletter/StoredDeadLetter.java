package dev.isobar.runtime.deadletter;

import dev.isobar.DeadLetter;
import dev.isobar.config.SafeText;
import dev.isobar.spi.Story;
import io.cloudevents.CloudEvent;
import java.time.Instant;

/** A dead letter as it lies at the provider. */
record StoredDeadLetter(String id, CloudEvent event, Story story) implements DeadLetter {
  @Override
  public Cause cause() {
    return story.cause();
  }

  @Override
  public String reason() {
    return story.reason();
  }

  @Override
  public int attempts() {
    return story.attempts();
  }

  @Override
  public String origin() {
    return story.origin();
  }

  @Override
  public Instant time() {
    return story.time();
  }

  /** Names the event and its story, never the data. */
  @Override
  public String toString() {
    return "dead letter "
        + SafeText.of(id)
        + ": event "
        + SafeText.of(event.getId())
        + " from "
        + SafeText.of(event.getSource())
        + ", "
        + story.cause()
        + " after "
        + story.attempts()
        + " attempts";
  }
}
