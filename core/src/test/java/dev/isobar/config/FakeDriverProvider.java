package dev.isobar.config;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.List;

/** A provider that is only ever named and asked for its settings. */
record FakeDriverProvider(String name, List<Setting<?>> settings) implements DriverProvider {
  static final Setting<String> REGION =
      Setting.text("isobar.aws.region", null, "Where the queues are.");
  static final Setting<String> SECRET =
      Setting.text("isobar.aws.secret", null, "The secret access key.").asSecret();
  static final Setting<String> PATH =
      Setting.text("isobar.local.path", ".isobar/local.db", "The file.");

  static final DriverProvider SIM = new FakeDriverProvider("sim", List.of());
  static final DriverProvider LOCAL = new FakeDriverProvider("local", List.of(PATH));
  static final DriverProvider AWS =
      new FakeDriverProvider(
          "aws",
          List.of(
              REGION,
              SECRET,
              Setting.endpoint("isobar.aws.endpoint", null, "Where the services are."),
              Setting.number("isobar.aws.connections", 1, 100, "10", "How many.")));

  @Override
  public boolean implicit() {
    return !name.equals("sim");
  }

  @Override
  public Driver open(DriverContext context) {
    throw new UnsupportedOperationException();
  }
}
