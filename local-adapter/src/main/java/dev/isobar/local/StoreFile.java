package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** The file of the broker: where it lies, who may read it, and what is refused. Immutable. */
final class StoreFile implements AutoCloseable {
  /** The setting's word for a private file that is deleted at close. */
  static final String MEMORY = "memory";

  static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final String SETTING = "isobar.local.path";
  private static final String PRIVATE_FOLDER = "isobar-memory-";
  private static final String MAGIC = "SQLite format 3\0";
  private static final int HEADER = 100;
  private static final int AT_USER_VERSION = 60;
  private static final int AT_APPLICATION_ID = 68;

  private final Path path;
  private final boolean isPrivate;

  private StoreFile(Path path, boolean isPrivate) {
    this.path = path;
    this.isPrivate = isPrivate;
  }

  /**
   * Finds the file that a setting names. Nothing is created yet but the folder of a private file.
   *
   * @param setting the value of {@code isobar.local.path}
   */
  static StoreFile of(String setting) {
    try {
      if (setting.equals(MEMORY)) {
        deleteLeftOvers();
        String prefix = PRIVATE_FOLDER + ProcessHandle.current().pid() + "-";
        Path folder = Files.createTempDirectory(prefix);
        return new StoreFile(folder.resolve("memory.db"), true);
      }
      Path path = Path.of(setting).toAbsolutePath().normalize();
      if (path.getParent() == null || setting.indexOf('?') >= 0) {
        throw refused(path, "is the root or has a question mark", "name a file");
      }
      return new StoreFile(path, false);
    } catch (InvalidPathException e) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT, SETTING + " is no path: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          SETTING + "=" + MEMORY + " finds no temporary folder to write to: " + e,
          e);
    }
  }

  Path path() {
    return path;
  }

  boolean isPrivate() {
    return isPrivate;
  }

  /** Creates the file, readable by its owner alone, or checks the one that is there. */
  void ensure() {
    Path folder = path.getParent();
    try {
      Files.createDirectories(folder, attributes("rwx------"));
      checkFolder(folder);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        checkFile();
      } else {
        Files.createFile(path, attributes("rw-------"));
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw refused(folder, "is a file where a folder is needed", "name another file");
      }
    } catch (ClosedByInterruptException e) {
      throw new IsobarException(ErrorCode.CANCELLED, "interrupted while opening " + path, e);
    } catch (IOException e) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          "the local broker's file "
              + path
              + " cannot be created or read: "
              + e
              + "; make its folder writable, or set "
              + SETTING
              + " to another file",
          e);
    }
  }

  static FileAttribute<?>[] attributes(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static void checkFolder(Path folder) throws IOException {
    if (POSIX && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IsobarException(
          ErrorCode.PERMISSION_DENIED,
          "the folder "
              + folder
              + " of "
              + SETTING
              + " can be written by every user, who could replace the file;"
              + " use a folder of your own, or chmod o-w");
    }
    String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
    if (type.startsWith("nfs") || type.startsWith("cifs") || type.startsWith("smb")) {
      throw refused(
          folder,
          "lies on a network file system (" + type + ")",
          "processes share the file by memory of one machine: name a file on a local disk");
    }
  }

  private void checkFile() throws IOException {
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
    checkHeader();
  }

  /** Looks before SQLite does, which would leave files beside one that is refused. */
  private void checkHeader() throws IOException {
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
        SETTING + " leads to " + path + ", which " + what + "; " + remedy);
  }

  /** Deletes a private file; others stay. */
  @Override
  public void close() {
    if (isPrivate) {
      deleteFolder(path.getParent());
    }
  }

  /** Deletes the private files of processes that were killed. */
  private static void deleteLeftOvers() throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp, PRIVATE_FOLDER + "*")) {
      for (Path folder : folders) {
        String pid = folder.getFileName().toString().split("-")[2];
        if (pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          deleteFolder(folder);
        }
      }
    }
  }

  private static void deleteFolder(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException leftForTheNextStart) {
      // A folder of another user, or a file that Windows still holds.
    }
  }
}
