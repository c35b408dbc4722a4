package dev.isobar.local.crash;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * A disk that loses at a power loss whatever was not synced: a small library, preloaded into a
 * process, keeps a copy of each file as of its last fsync. Needs Linux and a C compiler.
 */
final class ForgetfulDisk {
  private static final List<String> FILES = List.of("local.db", "local.db-wal");

  private final Path copies;
  private final Path library;

  private ForgetfulDisk(Path copies, Path library) {
    this.copies = copies;
    this.library = library;
  }

  /** Compiles the library, or skips the test where that is not possible. */
  static ForgetfulDisk in(Path folder) {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "power loss is not proved: needs Linux");
    try {
      Path source = folder.resolve("power-loss.c");
      Path library = folder.resolve("power-loss.so");
      try (InputStream text = ForgetfulDisk.class.getResourceAsStream("power-loss.c")) {
        Files.copy(text, source);
      }
      assumeTrue(
          compiles("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"),
          "power loss is not proved: needs a C compiler named cc");
      return new ForgetfulDisk(Files.createDirectory(folder.resolve("copies")), library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean compiles(String... command) {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException noCompiler) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what a process must be started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "POWER_LOSS_DIR", copies.toString());
  }

  /** Returns how often a file was synced. */
  long syncs() {
    try {
      Path counter = copies.resolve("syncs");
      return Files.exists(counter) ? Files.size(counter) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Leaves of the broker's files what the disk holds for sure. Until the next loss only processes
   * with {@link #environment()} may touch them: what others sync is not kept.
   */
  void losePower(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve("local.db-shm"));
      for (String name : FILES) {
        Files.deleteIfExists(folder.resolve(name));
        if (Files.exists(copies.resolve(name))) {
          Files.copy(
              copies.resolve(name), folder.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
