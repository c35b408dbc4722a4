package dev.isobar.spi;

import dev.isobar.Topology;
import org.jspecify.annotations.Nullable;

/** What the runtime gives a driver when it opens it. Immutable and thread-safe. */
public interface DriverContext {
  /** Returns the name of the instance, empty for the unnamed one. */
  String instance();

  /** Returns what the service declares. */
  Topology topology();

  /** Returns the threads, clock and chance of this instance; a driver takes none from elsewhere. */
  Platform platform();

  /**
   * Returns the value of one of the settings that the provider declared.
   *
   * @param setting the declared setting
   * @param <T> its type
   * @return the configured value, else its default, which may be null
   */
  <T> @Nullable T get(Setting<T> setting);
}
