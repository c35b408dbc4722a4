package dev.isobar.benchmarks.nothing;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.List;

/** The provider {@code nothing}. */
public final class NothingDriverProvider implements DriverProvider {
  /** Called by ServiceLoader. */
  public NothingDriverProvider() {}

  @Override
  public String name() {
    return "nothing";
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
    return new NothingDriver();
  }
}
