package dev.isobar.runtime.receive;

import dev.isobar.Resource;
import dev.isobar.runtime.health.HealthComponent;
import dev.isobar.runtime.telemetry.ReceiveTelemetry;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Received;
import dev.isobar.spi.Story;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What one subscriber works with. Immutable.
 *
 * @param platform time, threads and chance
 * @param driver the provider
 * @param resource the subscription or queue
 * @param addresses where events come from: the main part, then the return address if it is separate
 * @param capabilities what the provider can do there
 * @param residual what every event has to pass, whatever the native filter said
 * @param deadLetters stores dead letters where the provider cannot move them itself
 * @param events decodes messages and typed data
 * @param health how the subscriber fares
 * @param telemetry told about deliveries and calls
 */
public record ReceiveContext(
    Platform platform,
    Driver driver,
    Resource resource,
    List<Address> addresses,
    Capabilities capabilities,
    Predicate<CloudEvent> residual,
    DeadLetterSink deadLetters,
    EventSupport events,
    HealthComponent health,
    ReceiveTelemetry telemetry) {

  /** Stores dead letters where the provider cannot move them itself. Thread-safe. */
  @FunctionalInterface
  public interface DeadLetterSink {
    /**
     * Sends a copy of a message, with its story, to the dead-letter place.
     *
     * @param received the leased message
     * @param event the event in it
     * @param story why it is given up on
     * @return completes when the copy is stored, exceptionally when it is not known to be
     */
    CompletionStage<?> store(Received received, CloudEvent event, Story story);
  }
}
