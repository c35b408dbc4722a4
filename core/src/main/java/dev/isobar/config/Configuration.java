package dev.isobar.config;

import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checked configuration of one instance. Immutable and thread-safe.
 *
 * <p>Later sources win: properties files, environment, system properties, builder. What belongs to
 * one instance ({@code isobar.instances.<instance>.*}) wins over what is for all, whatever the
 * source; the builder wins over everything.
 */
public final class Configuration {
  private final String instance;
  private final DriverProvider provider;
  private final Set<String> keys;
  private final Values values;
  private final Topology topology;
  private final Map<String, String> bindings;
  private final List<String> sources;
  private final List<String> warnings;

  Configuration(
      String instance,
      DriverProvider provider,
      Values values,
      Topology topology,
      Map<String, String> bindings,
      List<String> sources,
      List<String> warnings) {
    this.instance = instance;
    this.provider = provider;
    this.keys = keys(provider);
    this.values = values;
    this.topology = topology;
    this.bindings = bindings;
    this.sources = List.copyOf(sources);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads and checks everything before anything is connected.
   *
   * @param builder gives the name of the instance, the topology and the settings in code
   * @param providers every adapter on the class path
   * @param sources every other source
   * @return the configuration
   * @throws IsobarException INVALID_ARGUMENT listing every problem with its key, source, value,
   *     what is allowed and the nearest known key; never a secret
   */
  public static Configuration read(
      Isobar.Builder builder, List<DriverProvider> providers, Sources sources) {
    return new ConfigurationReader(builder, providers, sources).read();
  }

  /** Returns the name of the instance, empty for the unnamed one. */
  public String instance() {
    return instance;
  }

  /** Returns the chosen adapter. */
  public DriverProvider provider() {
    return provider;
  }

  /**
   * Returns a value that there must be: the given one, else the default.
   *
   * @param setting one of {@link Settings#general()} or of the chosen adapter
   * @param <T> its type
   * @throws IllegalStateException when nothing was given and there is no default
   * @throws IllegalArgumentException when the setting is declared by neither
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.key() + " has no value"));
  }

  /**
   * Finds the given value, else the default.
   *
   * @param setting one of {@link Settings#general()} or of the chosen adapter
   * @param <T> its type
   * @return the value, or empty when nothing was given and there is no default
   * @throws IllegalArgumentException when the setting is declared by neither
   */
  public <T> Optional<T> find(Setting<T> setting) {
    if (!keys.contains(setting.key())) {
      throw new IllegalArgumentException(
          setting.key() + " is a setting of neither the core nor the adapter " + provider.name());
    }
    return values.find(setting).or(() -> Optional.ofNullable(setting.defaultValue()));
  }

  /** Returns what code and configuration declare, tuned. */
  public Topology topology() {
    return topology;
  }

  /** Returns the physical names given by the configuration, by logical name. */
  public Map<String, String> bindings() {
    return bindings;
  }

  /** Returns the sources that gave something, for the start-up line; the last one wins. */
  public List<String> sources() {
    return sources;
  }

  /** Returns what is odd but harmless, one sentence each; none holds a value. */
  public List<String> warnings() {
    return warnings;
  }

  /** Returns the instance, the adapter and the sources; no values. */
  @Override
  public String toString() {
    return "Configuration[instance="
        + instance
        + ", provider="
        + provider.name()
        + ", sources="
        + sources
        + "]";
  }

  private static Set<String> keys(DriverProvider provider) {
    Set<String> keys = new LinkedHashSet<>();
    Settings.general().forEach(setting -> keys.add(setting.key()));
    provider.settings().forEach(setting -> keys.add(setting.key()));
    return keys;
  }
}
