package dev.isobar.test.sim;

import dev.isobar.spi.Platform;
import dev.isobar.spi.PlatformProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives instances that open inside a simulation their simulated platform, and leaves every other
 * one alone. Found by ServiceLoader.
 */
public final class SimPlatformProvider implements PlatformProvider {
  private static final ThreadLocal<@Nullable SimPlatform> SCOPE = new ThreadLocal<>();

  /** For ServiceLoader. */
  public SimPlatformProvider() {}

  static <T> T within(SimPlatform platform, Supplier<T> action) {
    SimPlatform outer = SCOPE.get();
    SCOPE.set(platform);
    try {
      return action.get();
    } finally {
      if (outer == null) {
        SCOPE.remove();
      } else {
        SCOPE.set(outer);
      }
    }
  }

  @Override
  public @Nullable Platform platform(String instance) {
    Fiber fiber = Fiber.current();
    Task work = fiber == null ? null : fiber.work();
    SimPlatform scope = work == null ? SCOPE.get() : work.platform;
    return scope == null ? null : scope.instance(instance);
  }
}
