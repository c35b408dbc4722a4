package dev.isobar.spi;

import dev.isobar.IsobarException;
import java.util.List;

/**
 * Names a driver, declares its settings and opens it. Found by {@link java.util.ServiceLoader};
 * chosen by {@code isobar.provider}, so it has a public no-argument constructor without side
 * effects. Two providers of one name on the class path are refused.
 */
public interface DriverProvider {
  /**
   * Returns the word in the configuration, matching {@code [a-z][a-z0-9]{0,19}}, e.g. {@code aws}.
   */
  String name();

  /**
   * Returns whether it may be chosen without being named, when it is the only one that may; false
   * for a provider that only serves tests, so that it can stand beside a real one.
   */
  default boolean implicit() {
    return true;
  }

  /** Returns every setting the driver reads; each key starts with {@code isobar.<name>.}. */
  List<Setting<?>> settings();

  /**
   * Connects, or prepares to. Called once per instance on the opening thread; may block.
   *
   * @param context the checked settings and the threads of this instance
   * @return the driver, which the runtime closes
   * @throws IsobarException when it can never work: the opening of the instance fails with it
   */
  Driver open(DriverContext context);
}
