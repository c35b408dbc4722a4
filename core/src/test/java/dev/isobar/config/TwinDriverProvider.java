package dev.isobar.config;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.List;

/** Another provider that calls itself local. */
final class TwinDriverProvider implements DriverProvider {
  @Override
  public String name() {
    return "local";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Driver open(DriverContext context) {
    throw new UnsupportedOperationException();
  }
}
