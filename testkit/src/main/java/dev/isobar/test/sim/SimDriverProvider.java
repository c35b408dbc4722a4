package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.List;

/** The provider {@code sim}: the broker of the simulation that an instance opens in. */
public final class SimDriverProvider implements DriverProvider {
  /** For ServiceLoader. */
  public SimDriverProvider() {}

  @Override
  public String name() {
    return "sim";
  }

  @Override
  public boolean implicit() {
    return false;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Driver open(DriverContext context) {
    if (context.platform() instanceof SimPlatform platform) {
      SimBroker broker =
          platform
              .simulation()
              .broker()
              .orElseThrow(() -> refused("this simulation has none; start one with SimBroker.in"));
      return new SimDriver(broker, platform, context::name);
    }
    throw refused("this instance is in none; use TestIsobar, or open it inside of a Simulation");
  }

  private static IsobarException refused(String why) {
    return new IsobarException(
        ErrorCode.UNSUPPORTED, "the provider sim is the broker of a simulation, and " + why);
  }
}
