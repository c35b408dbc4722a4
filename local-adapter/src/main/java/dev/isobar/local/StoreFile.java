package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The file of the broker: where it lies, who may read it, and what is refused. */
final class StoreFile implements AutoCloseable {
  /** The setting's word for a private file that is deleted at close. */
  static final String MEMORY = "memory";

  private static final String MAGIC = "SQLite format 3\0";
  private static final int HEADER = 100;
  private static final int AT_USER_VERSION = 60;
  private static final int AT_APPLICATION_ID = 68;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;
  private final boolean isPrivate;

  private StoreFile(Path path, boolean isPrivate) {
    this.path = path;
    this.isPrivate = isPrivate;
  }

  static StoreFile prepare(String setting) {
    try {
      if (setting.equals(MEMORY)) {
        Path folder = Files.createTempDirectory("isobar-");
        return new StoreFile(create(folder.resolve("memory.db")), true);
      }
      Path path = Path.of(setting).toAbsolutePath().normalize();
      Path folder = path.getParent();
      if (folder == null) {
        throw refused(path, "is a folder", "name a file");
      }
      Files.createDirectories(folder, attributes("rwx------"));
      checkFolder(path, folder);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        checkFile(path);
      } else {
        create(path);
      }
      return new StoreFile(path, false);
    } catch (InvalidPathException e) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT, "isobar.local.path is no path: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          "the local broker's file " + setting + " cannot be created or read: " + e,
          e);
    }
  }

  Path path() {
    return path;
  }

  boolean isPrivate() {
    return isPrivate;
  }

  private static Path create(Path path) throws IOException {
    try {
      return Files.createFile(path, attributes("rw-------"));
    } catch (FileAlreadyExistsException anotherProcessWasFaster) {
      checkFile(path);
      return path;
    }
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void checkFolder(Path path, Path folder) throws IOException {
    if (POSIX && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          "the folder "
              + folder
              + " of isobar.local.path can be written by every user, who could replace the file;"
              + " use a folder of your own, or chmod o-w");
    }
  }

  private static void checkFile(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw refused(path, "is a symbolic link", "name the file itself");
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(path, "is no file", "name a file");
    }
    if (!Files.isReadable(path) || !Files.isWritable(path)) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          "the local broker's file " + path + " cannot be read and written by this user");
    }
    checkHeader(path);
  }

  /** Looks before SQLite does, which would leave files beside one that is refused. */
  private static void checkHeader(Path path) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    try (SeekableByteChannel in = Files.newByteChannel(path)) {
      while (header.hasRemaining() && in.read(header) >= 0) {}
    }
    if (header.position() == 0) {
      return;
    }
    byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
    if (header.hasRemaining() || !ByteBuffer.wrap(magic).equals(header.slice(0, magic.length))) {
      throw refused(path, "is no SQLite file", "name another file");
    }
    Schema.check(header.getInt(AT_APPLICATION_ID), header.getInt(AT_USER_VERSION), path);
  }

  private static IsobarException refused(Path path, String what, String remedy) {
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "isobar.local.path is " + path + ", which " + what + "; " + remedy);
  }

  /** Deletes a private file; others stay. */
  @Override
  public void close() {
    if (!isPrivate) {
      return;
    }
    for (String suffix : List.of("-shm", "-wal", "-journal", "")) {
      delete(path.resolveSibling(path.getFileName() + suffix));
    }
    delete(path.getParent());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      file.toFile().deleteOnExit();
    }
  }
}
