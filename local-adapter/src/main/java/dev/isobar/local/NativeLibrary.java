package dev.isobar.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps SQLite's native library in the user's cache folder. Left to itself the SQLite driver
 * unpacks a new copy into the temporary folder at each start, and leaves it there when the process
 * is killed.
 */
final class NativeLibrary {
  private static final String LIB_PATH = "org.sqlite.lib.path";
  private static final String LIB_NAME = "org.sqlite.lib.name";
  private static final String TEMP = "org.sqlite.tmpdir";

  private static boolean tried;

  private NativeLibrary() {}

  /**
   * Loads the library unless it is loaded; waits for another thread that does. Properties that the
   * application has set win. When the cache cannot be used, the SQLite driver finds its own way.
   */
  static synchronized void load() {
    if (tried || System.getProperty(LIB_PATH) != null || System.getProperty(TEMP) != null) {
      return;
    }
    tried = true;
    try {
      Path library = cached(cacheFolder(System.getenv()));
      System.setProperty(LIB_PATH, library.getParent().toString());
      System.setProperty(LIB_NAME, library.getFileName().toString());
      SQLiteJDBCLoader.initialize();
    } catch (Exception unusable) {
      // The first connection loads the library, or says why it cannot.
    } finally {
      System.clearProperty(LIB_PATH);
      System.clearProperty(LIB_NAME);
    }
  }

  /** Returns where the operating system wants caches of this user. */
  static Path cacheFolder(Map<String, String> environment) {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home", ""));
    String windows = environment.get("LOCALAPPDATA");
    String xdg = environment.get("XDG_CACHE_HOME");
    Path caches;
    if (os.contains("win") && windows != null) {
      caches = Path.of(windows);
    } else if (os.contains("mac")) {
      caches = home.resolve("Library/Caches");
    } else if (xdg != null && Path.of(xdg).isAbsolute()) {
      caches = Path.of(xdg);
    } else {
      caches = home.resolve(".cache");
    }
    return caches.resolve("isobar");
  }

  /** Returns the library in a cache folder, unpacked there when it is missing or not whole. */
  static Path cached(Path cache) throws IOException {
    String resource =
        LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
    URL bundled = SQLiteJDBCLoader.class.getResource(resource);
    if (bundled == null) {
      throw new IOException("no native library at " + resource);
    }
    String platform = resource.replaceAll(".*/native/(.+)/[^/]+$", "$1").replace('/', '-');
    Path folder = cache.resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + platform);
    Files.createDirectories(folder, StoreFile.attributes("rwx------"));
    refuseOthers(cache);
    refuseOthers(folder);
    Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
    unpack(bundled, library);
    return library;
  }

  private static void unpack(URL bundled, Path library) throws IOException {
    URLConnection connection = bundled.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      if (Files.exists(library) && Files.size(library) == connection.getContentLengthLong()) {
        return;
      }
      Path part = Files.createTempFile(library.getParent(), "part", null);
      try {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }

  /** Code is loaded from here: nobody else may write it. */
  private static void refuseOthers(Path folder) throws IOException {
    if (!StoreFile.POSIX) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || permissions.contains(PosixFilePermission.GROUP_WRITE)
        || !Files.getOwner(folder).equals(Files.getOwner(home()))) {
      throw new IOException(folder + " can be written by others");
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "."));
  }
}
