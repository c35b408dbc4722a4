package dev.isobar;

import io.cloudevents.CloudEvent;
import java.util.Optional;

/** What became of one event of {@link Publisher#publishAll}. Immutable. */
public interface PublishResult {
  /** Returns the event as given. */
  CloudEvent event();

  /** Returns the receipt, or empty when the publish failed. */
  Optional<Receipt> receipt();

  /** Returns why the publish failed, or empty when the event is stored. */
  Optional<IsobarException> failure();

  /** Returns whether the event is stored. */
  default boolean stored() {
    return receipt().isPresent();
  }
}
