package dev.isobar.spi;

/**
 * Replaces the real {@link Platform}, e.g. by a simulated one. Found by {@link
 * java.util.ServiceLoader}.
 */
public interface PlatformProvider {
  /**
   * Returns the platform of an instance that is about to open.
   *
   * @param instance the name of the instance, empty for the unnamed one
   * @return the platform, or null to leave the choice to others
   */
  @org.jspecify.annotations.Nullable
  Platform platform(String instance);
}
