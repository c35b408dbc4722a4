package com.example.folder;

import dev.isobar.Isobar;
import dev.isobar.tck.Bounds;
import dev.isobar.tck.DriverFixture;
import dev.isobar.tck.Feature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What the driver declares, over a folder of its own for each test. */
final class FolderFixture implements DriverFixture {
  private final Path folder;

  FolderFixture() {
    try {
      folder = Files.createTempDirectory("folder-contract-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String provider() {
    return "folder";
  }

  @Override
  public String provedOn() {
    return "folder";
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.of(
        Feature.DEPTH,
        Feature.SEVERAL_INSTANCES,
        Feature.RELEASES_AT_ONCE,
        Feature.LARGER_THAN_PORTABLE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.ofLocalService();
  }

  @Override
  public Isobar open(Isobar.Builder builder) {
    if (!builder.settings().containsKey("isobar.topology")) {
      builder.set("topology", "create");
    }
    return builder.set("provider", "folder").set("folder.path", folder.toString()).open();
  }

  @Override
  public void close() {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
