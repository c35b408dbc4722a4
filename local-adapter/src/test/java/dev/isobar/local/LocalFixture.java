package dev.isobar.local;

import dev.isobar.Isobar;
import dev.isobar.tck.Bounds;
import dev.isobar.tck.DriverFixture;
import dev.isobar.tck.Faults;
import dev.isobar.tck.Feature;
import dev.isobar.tck.ForeignClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The local broker for the contract: each test has a file of its own. */
final class LocalFixture implements DriverFixture {
  private static final Set<Feature> IN_MEMORY =
      EnumSet.of(
          Feature.ORDERED,
          Feature.BUSES,
          Feature.DEPTH,
          Feature.RECEIVE_COUNT,
          Feature.LARGER_THAN_PORTABLE,
          Feature.RELEASES_AT_ONCE);

  private final Path folder;
  private final String path;
  private final SqlFaults faults = new SqlFaults(this::opened);
  private Path file;

  private LocalFixture(Path folder, String path) {
    this.folder = folder;
    this.path = path;
  }

  static LocalFixture file() {
    try {
      Path folder = Files.createTempDirectory("isobar-contract-");
      return new LocalFixture(folder, folder.resolve("contract.db").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LocalFixture memory() {
    return new LocalFixture(null, "memory");
  }

  @Override
  public String provider() {
    return "local";
  }

  @Override
  public String provedOn() {
    return folder == null ? "local memory" : "local file";
  }

  @Override
  public Set<Feature> features() {
    Set<Feature> features = EnumSet.copyOf(IN_MEMORY);
    if (folder != null) {
      features.add(Feature.SEVERAL_INSTANCES);
      features.add(Feature.BACKSTOP);
    }
    return features;
  }

  @Override
  public Bounds bounds() {
    return Bounds.ofLocalService();
  }

  @Override
  public Isobar open(Isobar.Builder builder) {
    Isobar isobar = builder.set("provider", "local").set("local.path", path).open();
    file = isobar.unwrap(Path.class).orElseThrow();
    return isobar;
  }

  @Override
  public Optional<Map<String, String>> sharedSettings() {
    return folder == null
        ? Optional.empty()
        : Optional.of(Map.of("isobar.provider", "local", "isobar.local.path", path));
  }

  @Override
  public Optional<ForeignClient> foreign() {
    return Optional.of(new SqlClient(this::opened));
  }

  @Override
  public Faults faults() {
    return faults;
  }

  private Path opened() {
    return file;
  }

  @Override
  public Optional<Class<?>> nativeClient() {
    return Optional.of(Path.class);
  }

  @Override
  public void close() {
    faults.close();
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.deleteIfExists(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
