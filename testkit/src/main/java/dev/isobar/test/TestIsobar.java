package dev.isobar.test;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.test.sim.SimBroker;
import dev.isobar.test.sim.SimPlatform;
import dev.isobar.test.sim.SimProfile;
import dev.isobar.test.sim.Simulation;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The real Isobar on a broker in memory, with a clock that the test moves: retries, back-off and
 * leases of minutes in milliseconds, and the same order of things at every run.
 *
 * <pre>{@code
 * try (TestIsobar test = TestIsobar.open(topology)) {
 *   test.isobar().subscribe("billing", PLACED, order -> billing.charge(order));
 *   test.isobar().publisher("orders").publish(PLACED, order);
 *   test.awaitQuiet();                       // handled, or failed and waiting for its back-off
 *   test.advance(Duration.ofMinutes(5));     // every retry that was due
 *   assertEquals(1, test.isobar().deadLetters("billing").count());
 * }
 * }</pre>
 *
 * <p>Handlers run only while the test's thread is inside of a blocking call: of this class, of
 * {@link Isobar}, or in {@link #await}. A future of {@code publishAsync} is therefore waited for
 * with {@link #await}; its own {@code join} would wait for ever. One thread at a time.
 */
public final class TestIsobar implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Simulation simulation;
  private final SimBroker broker;
  private final SimPlatform process;
  private final Isobar isobar;

  private TestIsobar(Topology topology, UnaryOperator<Isobar.Builder> change) {
    simulation = Simulation.seeded(0);
    broker = SimBroker.in(simulation, SimProfile.local());
    process = simulation.process("test");
    Isobar.Builder builder =
        Isobar.builder()
            .set("provider", "sim")
            .set("topology", "create")
            .set("source", "urn:isobar:test")
            .topology(topology);
    isobar = process.call(() -> change.apply(builder).open());
  }

  /**
   * Opens an instance.
   *
   * @param topology what the application uses
   * @return the open instance; close it
   * @throws dev.isobar.IsobarException as {@link Isobar#open}
   */
  public static TestIsobar open(Topology topology) {
    return open(topology, builder -> builder);
  }

  /**
   * Opens an instance with interceptors, a data mapper or settings of its own.
   *
   * @param topology what the application uses
   * @param change completes the builder; it must leave the provider as it is
   * @return the open instance; close it
   * @throws dev.isobar.IsobarException as {@link Isobar#open}
   */
  public static TestIsobar open(Topology topology, UnaryOperator<Isobar.Builder> change) {
    return new TestIsobar(topology, change);
  }

  /** Returns the instance, to be given to the application. */
  public Isobar isobar() {
    return isobar;
  }

  /** Returns what the clock shows; it begins at 2030-01-01T00:00:00Z. */
  public Instant now() {
    return process.now();
  }

  /**
   * Moves the clock and runs all that is due on the way.
   *
   * @param by zero or more
   */
  public void advance(Duration by) {
    simulation.advance(by);
  }

  /**
   * Runs all that can be run without moving the clock by more than a tenth of a second: afterwards
   * everything published is handled, or waits for a retry.
   */
  public void awaitQuiet() {
    simulation.advance(MOMENT);
  }

  /**
   * Waits for a stage, moving the clock as far as needed.
   *
   * @param stage e.g. of {@code publishAsync}
   * @param <T> the type of the result
   * @return the result
   * @throws java.util.concurrent.CompletionException when the stage failed, with its cause
   * @throws IllegalStateException when it is not done after an hour of the test's clock
   */
  public <T> T await(CompletionStage<T> stage) {
    try {
      return process.await(stage, Duration.ofHours(1));
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done after an hour of the test's clock", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Returns the events that lie in a queue or subscription, handled ones left out.
   *
   * @param name its logical name
   * @return oldest first
   */
  public List<CloudEvent> waiting(String name) {
    return broker.events(name);
  }

  /** Closes the instance, with its handlers where they stand, and ends every thread. */
  @Override
  public void close() {
    try {
      isobar.close();
    } finally {
      simulation.close();
    }
  }
}
