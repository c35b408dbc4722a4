package dev.isobar.runtime.telemetry;

import dev.isobar.Isobar;
import dev.isobar.config.Configuration;
import dev.isobar.config.Settings;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import dev.isobar.spi.TelemetryNames;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The spans and metrics of one instance. They go to the OpenTelemetry that the builder was given,
 * else to the global one, which is only looked at and never set: each time when something new is
 * published to or consumed, until it is there. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
  private final Configuration configuration;
  private final Platform platform;
  private final Driver driver;
  private final Supplier<OpenTelemetry> source;
  private final Conventions conventions;
  private final Gauges gauges;
  private volatile @Nullable Instruments live;

  /**
   * Looks for an OpenTelemetry.
   *
   * @param builder may name one
   * @param configuration what is emitted
   * @param platform the clock
   * @param driver names its service and counts
   */
  public Telemetry(
      Isobar.Builder builder, Configuration configuration, Platform platform, Driver driver) {
    this.configuration = configuration;
    this.platform = platform;
    this.driver = driver;
    OpenTelemetry given = builder.openTelemetry().orElse(null);
    this.source = given == null ? GlobalOpenTelemetry::getOrNoop : () -> given;
    this.conventions = new Conventions(configuration.get(Settings.TELEMETRY_SEMCONV));
    this.gauges = new Gauges(platform, driver);
  }

  /**
   * Returns what is told about sending to an address.
   *
   * @param address where to
   */
  public SendTelemetry sending(Address address) {
    resolve();
    return new SendTelemetry(this, destination(address));
  }

  /**
   * Returns what is told about receiving.
   *
   * @param addresses where events of one subscription or queue come from, the main one first
   * @param deadLetters where its dead letters lie
   */
  public ReceiveTelemetry receiving(List<Address> addresses, Address deadLetters) {
    resolve();
    return new ReceiveTelemetry(
        this, addresses, addresses.stream().map(this::destination).toList(), deadLetters);
  }

  /** Lets the SDK observe nothing of this instance any more. */
  @Override
  public void close() {
    gauges.close();
  }

  @Nullable Instruments live() {
    return live;
  }

  Gauges gauges() {
    return gauges;
  }

  private Destination destination(Address address) {
    TelemetryNames names = driver.telemetry(address).orElseGet(() -> byDefault(address));
    return new Destination(conventions, names, address.resource());
  }

  private TelemetryNames byDefault(Address address) {
    String system = "isobar." + configuration.provider().name();
    return TelemetryNames.of(system, address.physicalName()).build();
  }

  private synchronized void resolve() {
    if (live == null) {
      OpenTelemetry found = source.get();
      if (found != OpenTelemetry.noop()) {
        Instruments started = new Instruments(found, conventions, configuration, platform, driver);
        gauges.observe(started.meter);
        live = started;
      }
    }
  }
}
