package dev.isobar.spi;

import dev.isobar.Topology;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the runtime gives a driver when it opens it. Immutable and thread-safe. */
public interface DriverContext {
  /** Returns the name of the instance, empty for the unnamed one. */
  String instance();

  /** Returns what the service declares. */
  Topology topology();

  /** Returns what stands before logical names on the provider; may be empty. */
  String prefix();

  /**
   * Returns the physical name that the configuration binds a resource to: a name, an ARN, a full
   * resource name, a URL.
   *
   * @param logicalName the name of a declared resource
   * @return the bound name, or empty when the resource is named by convention
   */
  Optional<String> binding(String logicalName);

  /**
   * Returns the bound name, or prefix + logical name.
   *
   * @param logicalName the name of a declared resource
   */
  default String name(String logicalName) {
    return binding(logicalName).orElseGet(() -> prefix().concat(logicalName));
  }

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
