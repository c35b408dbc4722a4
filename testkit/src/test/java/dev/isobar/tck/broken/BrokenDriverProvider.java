package dev.isobar.tck.broken;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import dev.isobar.test.sim.SimDriverProvider;
import java.util.List;
import java.util.Objects;

/** The provider {@code broken}: the simulated one with one defect planted. */
public final class BrokenDriverProvider implements DriverProvider {
  private static final Setting<Defect> DEFECT =
      Setting.choice("isobar.broken.defect", Defect.class, "none", "What is wrong.");

  /** For ServiceLoader. */
  public BrokenDriverProvider() {}

  @Override
  public String name() {
    return "broken";
  }

  @Override
  public boolean implicit() {
    return false;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(DEFECT);
  }

  @Override
  public Driver open(DriverContext context) {
    Defect defect = Objects.requireNonNull(context.get(DEFECT), DEFECT.key());
    return new BrokenDriver(new SimDriverProvider().open(context), context, defect);
  }
}
