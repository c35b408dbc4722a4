package com.example.folder;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Opens a folder as a broker: {@code isobar.provider=folder}. */
public final class FolderDriverProvider implements DriverProvider {
  static final Setting<String> PATH =
      Setting.text("isobar.folder.path", ".folder-broker", "The folder that holds the queues.");

  /** For ServiceLoader. */
  public FolderDriverProvider() {}

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PATH);
  }

  @Override
  public Driver open(DriverContext context) {
    return new FolderDriver(context, Path.of(Objects.requireNonNull(context.get(PATH))));
  }
}
