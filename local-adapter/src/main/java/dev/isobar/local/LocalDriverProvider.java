package dev.isobar.local;

import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.DriverProvider;
import dev.isobar.spi.Setting;
import java.util.List;
import java.util.Objects;

/** The embedded broker, {@code isobar.provider=local}. Stateless and thread-safe. */
public final class LocalDriverProvider implements DriverProvider {
  /** When a commit is on the disk. */
  enum Sync {
    /** Each commit is on the disk before it is answered. */
    FULL,
    /** Survives the end of the process at any moment, but not that of the machine. */
    NORMAL
  }

  static final Setting<String> PATH =
      Setting.text(
          "isobar.local.path",
          "./.isobar/local.db",
          "The file of the embedded broker, created when missing; the word memory keeps everything"
              + " in a private temporary folder that is deleted at close.");

  static final Setting<Sync> SYNC =
      Setting.choice(
          "isobar.local.sync",
          Sync.class,
          "full",
          "full: a stored event survives a power loss; normal: it survives the end of the process,"
              + " and the last events before a power loss may be lost.");

  /** Called by ServiceLoader. */
  public LocalDriverProvider() {}

  @Override
  public String name() {
    return "local";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PATH, SYNC);
  }

  /**
   * Opens the file, creating it when it is missing.
   *
   * @throws dev.isobar.IsobarException INVALID_ARGUMENT when the path names something that is not a
   *     file of this broker, UNSUPPORTED when a newer version wrote it, PERMISSION_DENIED when it
   *     cannot be written or others could replace it
   */
  @Override
  public Driver open(DriverContext context) {
    String path = Objects.requireNonNull(context.get(PATH), PATH.key());
    Sync sync = Objects.requireNonNull(context.get(SYNC), SYNC.key());
    return LocalDriver.open(context.platform(), context::name, path, sync);
  }
}
