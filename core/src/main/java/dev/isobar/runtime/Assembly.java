package dev.isobar.runtime;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.codec.DataMappers;
import dev.isobar.codec.TypedData;
import dev.isobar.config.Configuration;
import dev.isobar.config.Settings;
import dev.isobar.config.Settings.TopologyMode;
import dev.isobar.runtime.health.HealthRegister;
import dev.isobar.runtime.publish.PendingBytes;
import dev.isobar.runtime.publish.TypedEvents;
import dev.isobar.runtime.telemetry.Telemetry;
import dev.isobar.runtime.topology.Places;
import dev.isobar.runtime.topology.Residuals;
import dev.isobar.runtime.topology.TopologySetup;
import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Setting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one open instance, put together once: driver → places → topology setup → what
 * publishers and subscribers share. Immutable.
 */
record Assembly(
    Isobar.Builder builder,
    Configuration configuration,
    Platform platform,
    Driver driver,
    Places places,
    Residuals residuals,
    List<String> unverified,
    HealthRegister health,
    PendingBytes pending,
    TypedEvents typed,
    RuntimeEvents events,
    Telemetry telemetry) {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar");

  /** What a driver sees of the configuration. */
  private record Context(Configuration configuration, Platform platform) implements DriverContext {
    @Override
    public String instance() {
      return configuration.instance();
    }

    @Override
    public Topology topology() {
      return configuration.topology();
    }

    @Override
    public String prefix() {
      return configuration.find(Settings.PREFIX).orElse("");
    }

    @Override
    public Optional<String> binding(String logicalName) {
      return Optional.ofNullable(configuration.bindings().get(logicalName));
    }

    @Override
    public <T> @Nullable T get(Setting<T> setting) {
      return configuration.find(setting).orElse(null);
    }
  }

  /** Opens the driver, brings the topology up and returns the running instance. */
  static Isobar open(Isobar.Builder builder, Configuration configuration, Platform platform) {
    configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
    Driver driver = configuration.provider().open(new Context(configuration, platform));
    try {
      return new RuntimeIsobar(assemble(builder, configuration, platform, driver));
    } catch (RuntimeException | Error failure) {
      driver.close();
      throw failure;
    }
  }

  private static Assembly assemble(
      Isobar.Builder builder, Configuration configuration, Platform platform, Driver driver) {
    Topology topology = configuration.topology();
    Places places = new Places(topology, driver);
    List<String> unverified = setUp(configuration, platform, driver, places);
    TypedData data = new TypedData(builder.dataMapper().orElseGet(DataMappers::defaultMapper));
    TypedEvents typed = new TypedEvents(platform, data, configuration.get(Settings.SOURCE));
    logStart(configuration, driver);
    if (builder.dataMapper().isEmpty() && !DataMappers.isDatabindPresent()) {
      LOG.info(
          "typed data cannot be read or written: jackson-databind is not on the class path and no"
              + " DataMapper is given; add com.fasterxml.jackson.core:jackson-databind where typed"
              + " data is used");
    }
    return new Assembly(
        builder,
        configuration,
        platform,
        driver,
        places,
        new Residuals(topology, driver, places),
        unverified,
        new HealthRegister(platform),
        new PendingBytes(platform, configuration.get(Settings.PUBLISH_PENDING_BYTES)),
        typed,
        new RuntimeEvents(driver, data, typed),
        new Telemetry(builder, configuration, platform, driver));
  }

  private static List<String> setUp(
      Configuration configuration, Platform platform, Driver driver, Places places) {
    TopologySetup setup =
        new TopologySetup(platform, driver, places, configuration.topology().used());
    setup.refuseUnsupported();
    TopologyMode mode = configuration.get(Settings.TOPOLOGY);
    switch (mode) {
      case CREATE -> setup.create();
      case VERIFY -> setup.verify();
      case OFF -> {}
    }
    return setup.unverified();
  }

  private static void logStart(Configuration configuration, Driver driver) {
    LOG.info(
        "isobar{} is open: provider {} ({}), {} resources {}, topology={}, settings from {}",
        configuration.instance().isEmpty() ? "" : " " + configuration.instance(),
        configuration.provider().name(),
        driver.describe(),
        configuration.topology().used().size(),
        configuration.topology().used(),
        configuration.get(Settings.TOPOLOGY),
        configuration.sources().isEmpty() ? "defaults" : configuration.sources());
  }
}
