package dev.isobar.runtime.telemetry;

import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/**
 * What is observed while an SDK collects metrics: events in our hands, backlogs and dead letters of
 * all subscriptions and queues that are consumed here. Collecting never waits: it tells the last
 * count and has a new one taken when that is old. Thread-safe.
 */
final class Gauges {
  private static final long REFRESH_NANOS = Duration.ofSeconds(30).toNanos();

  private final Platform platform;
  private final Driver driver;
  private final Map<Address, Watched> watched = new ConcurrentHashMap<>();
  private final List<Runnable> observed = new ArrayList<>();

  /** One subscription or queue, whoever consumes it here. */
  private final class Watched {
    private final Destination destination;
    private final List<IntSupplier> inFlight = new CopyOnWriteArrayList<>();
    private final Depth backlog;
    private final Depth deadLetters;

    private Watched(Destination destination, Address main, Address deadLetters) {
      this.destination = destination;
      this.backlog = new Depth(main);
      this.deadLetters = new Depth(deadLetters);
    }

    private long inFlight() {
      return inFlight.stream().mapToLong(IntSupplier::getAsInt).sum();
    }
  }

  /** The last known count of events at an address. */
  private final class Depth {
    private final Address address;
    private long count = -1;
    private long askedAt;
    private boolean asked;

    private Depth(Address address) {
      this.address = address;
    }

    private synchronized void observe(ObservableLongMeasurement measurement, Attributes at) {
      if (count >= 0) {
        measurement.record(count, at);
      }
      long now = platform.nanoTime();
      if (!asked || now - askedAt >= REFRESH_NANOS) {
        asked = true;
        askedAt = now;
        platform.executor().execute(this::ask);
      }
    }

    private void ask() {
      driver
          .depth(address)
          .whenComplete((depth, failure) -> answered(failure == null ? depth.orElse(-1) : -1));
    }

    private synchronized void answered(long depth) {
      count = depth;
    }
  }

  Gauges(Platform platform, Driver driver) {
    this.platform = platform;
    this.driver = driver;
  }

  Runnable watch(Destination destination, Address main, Address deadLetters, IntSupplier inFlight) {
    Watched there =
        watched.compute(
            main,
            (address, known) -> {
              Watched kept = known == null ? new Watched(destination, main, deadLetters) : known;
              kept.inFlight.add(inFlight);
              return kept;
            });
    return () -> {
      there.inFlight.remove(inFlight);
      watched.computeIfPresent(main, (address, w) -> w.inFlight.isEmpty() ? null : w);
    };
  }

  synchronized void observe(Meter meter) {
    observed.add(
        meter
                .upDownCounterBuilder(Conventions.IN_FLIGHT)
                .setUnit(Conventions.MESSAGES)
                .buildWithCallback(
                    m ->
                        watched
                            .values()
                            .forEach(w -> m.record(w.inFlight(), w.destination.place())))
            ::close);
    observed.add(
        meter
                .gaugeBuilder(Conventions.BACKLOG)
                .ofLongs()
                .setUnit(Conventions.MESSAGES)
                .buildWithCallback(
                    m -> watched.values().forEach(w -> w.backlog.observe(m, w.destination.place())))
            ::close);
    observed.add(
        meter
                .gaugeBuilder(Conventions.DEAD_LETTERS)
                .ofLongs()
                .setUnit(Conventions.MESSAGES)
                .buildWithCallback(
                    m ->
                        watched
                            .values()
                            .forEach(w -> w.deadLetters.observe(m, w.destination.place())))
            ::close);
  }

  synchronized void close() {
    observed.forEach(Runnable::run);
    observed.clear();
  }
}
