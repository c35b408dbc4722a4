package dev.isobar.runtime.receive;

import dev.isobar.Delivery;
import dev.isobar.Settlement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only settlement that the engine accepts. Immutable. */
record RuntimeSettlement(Kind kind, Delivery delivery, @Nullable Duration exactDelay, String reason)
    implements Settlement {
  @Override
  public Optional<Duration> delay() {
    return Optional.ofNullable(exactDelay);
  }

  @Override
  public String toString() {
    return kind + (reason.isEmpty() ? "" : ": " + reason);
  }
}
