package dev.isobar.runtime;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.config.Configuration;
import dev.isobar.config.Sources;
import dev.isobar.runtime.platform.SystemPlatform;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Platform;
import dev.isobar.spi.PlatformProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds adapters, reads the configuration and opens an instance. */
public final class RuntimeOpener implements Isobar.Opener {
  /** For ServiceLoader. */
  public RuntimeOpener() {}

  @Override
  public Isobar open(Isobar.Builder builder) {
    Configuration configuration =
        Configuration.read(builder, load(DriverProvider.class), Sources.ofProcess());
    Platform platform = platform(builder.name());
    try {
      return Assembly.open(builder, configuration, platform);
    } catch (RuntimeException | Error failure) {
      platform.close();
      throw failure;
    }
  }

  private static Platform platform(String instance) {
    for (PlatformProvider provider : load(PlatformProvider.class)) {
      Platform platform = provider.platform(instance);
      if (platform != null) {
        return platform;
      }
    }
    return new SystemPlatform(instance);
  }

  private static <S> List<S> load(Class<S> service) {
    List<S> found = new ArrayList<>();
    try {
      Iterator<S> services = ServiceLoader.load(service).iterator();
      services.forEachRemaining(found::add);
    } catch (ServiceConfigurationError e) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "an implementation of "
              + service.getName()
              + " on the class path cannot be loaded: "
              + e.getMessage()
              + "; all dev.isobar artifacts must have one version, see isobar-bom",
          e);
    }
    return found;
  }
}
