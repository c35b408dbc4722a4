package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.spi.SendOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFileTest {
  private static final Topology JOBS = Topology.builder().queue("jobs").build();

  @TempDir Path folder;

  private IsobarException refused(Path file) {
    return catchThrowableOfType(IsobarException.class, () -> Broker.open(file, JOBS).close());
  }

  @Test
  void only_the_owner_may_read_the_file_and_what_lies_beside_it() throws IOException {
    assumeTrue(StoreFile.POSIX);
    Path file = folder.resolve("new/deep/local.db");

    try (Broker broker = Broker.open(file, JOBS)) {
      broker.send("jobs", event("1"));
      try (Stream<Path> files = Files.list(file.getParent())) {
        assertThat(files).hasSize(3).allSatisfy(f -> assertPermissions(f, "rw-------"));
      }
    }

    assertPermissions(file.getParent(), "rwx------");
    assertPermissions(file.getParent().getParent(), "rwx------");
  }

  private static void assertPermissions(Path file, String permissions) {
    try {
      assertThat(Files.getPosixFilePermissions(file))
          .as("%s", file)
          .isEqualTo(PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_was_stored_is_there_after_opening_again() {
    Path file = folder.resolve("local.db");
    try (Broker broker = Broker.open(file, JOBS)) {
      broker.send("jobs", event("1"));
    }

    try (Broker broker = Broker.open(file, JOBS)) {
      assertThat(Inbox.id(broker.receive("jobs").takeOne())).isEqualTo("1");
    }
    assertThat(folder).isDirectoryNotContaining("glob:**-{wal,shm}");
  }

  @Test
  void what_was_stored_before_the_machine_started_again_is_available() {
    Path file = folder.resolve("local.db");
    try (Broker broker = Broker.open(file, JOBS)) {
      broker.send("jobs", event("1"));
    }
    Sql.execute(file, "UPDATE broker SET clock_offset = clock_offset - 1000000000");

    try (Broker broker = Broker.open(file, JOBS)) {
      assertThat(Inbox.id(broker.receive("jobs").takeOne())).isEqualTo("1");
    }
  }

  @Test
  void a_symbolic_link_is_refused() throws IOException {
    Path file = Files.createFile(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("local.db"), file);

    IsobarException refused = refused(link);

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining(link.toString()).hasMessageContaining("symbolic link");
    assertThat(file).isEmptyFile();
  }

  @Test
  void a_folder_is_refused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("local.db"));

    assertThat(refused(other)).hasMessageContaining("is no file");
  }

  @Test
  void a_file_that_is_not_of_sqlite_is_refused_and_left_alone() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "notes ".repeat(100));

    IsobarException refused = refused(file);

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining("no SQLite file");
    assertThat(file).hasContent("notes ".repeat(100));
  }

  @Test
  void the_file_of_another_application_is_refused_and_left_alone() throws IOException {
    Path file = folder.resolve("other.db");
    Sql.execute(file, "CREATE TABLE notes (text TEXT)", "PRAGMA user_version = 3");
    byte[] before = Files.readAllBytes(file);

    IsobarException refused = refused(file);

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining("another application");
    assertThat(file).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining("glob:**other.db-*");
  }

  @Test
  void a_newer_schema_is_refused_naming_both_versions_and_left_alone() throws IOException {
    Path file = folder.resolve("local.db");
    Broker.open(file, JOBS).close();
    Sql.execute(file, "PRAGMA user_version = 99");
    byte[] before = Files.readAllBytes(file);

    IsobarException refused = refused(file);

    assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refused)
        .hasMessageContaining("version 99")
        .hasMessageContaining("version " + Schema.VERSION);
    assertThat(file).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining("glob:**local.db-*");
  }

  @Test
  void a_folder_that_everybody_can_write_is_refused() throws IOException {
    assumeTrue(StoreFile.POSIX);
    var permissions = PosixFilePermissions.fromString("rwx------");
    permissions.add(PosixFilePermission.OTHERS_WRITE);
    Files.setPosixFilePermissions(folder, permissions);

    IsobarException refused = refused(folder.resolve("local.db"));

    assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refused).hasMessageContaining("every user");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_folder_that_cannot_be_created_is_named() throws IOException {
    Files.createFile(folder.resolve("file"));

    assertThat(refused(folder.resolve("file/local.db"))).hasMessageContaining("file");
  }

  @Test
  void memory_leaves_nothing() {
    Path file;
    try (Broker broker = Broker.inMemory(JOBS)) {
      broker.send("jobs", event("1"));
      file = broker.driver.unwrap(Path.class).orElseThrow();
      assertThat(file).exists();
    }

    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void memory_of_a_killed_process_is_deleted_by_the_next_one() throws IOException {
    Path left = Files.createTempDirectory("isobar-memory-999999999999-");
    Files.writeString(left.resolve("memory.db"), "left");

    Broker.inMemory(JOBS).close();

    assertThat(left).doesNotExist();
  }

  @Test
  void a_file_that_is_deleted_while_it_is_open_is_noticed_and_heals() throws IOException {
    Path file = folder.resolve("local.db");
    try (Broker broker = Broker.open(file, JOBS)) {
      broker.send("jobs", event("1"));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }

      assertThatThrownBy(() -> broker.send("jobs", event("2")))
          .isInstanceOfSatisfying(
              IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

      Broker.get(broker.driver.provisioner().create(broker.address("jobs")));
      assertThat(broker.send("jobs", event("3"))).allMatch(SendOutcome::stored);
      assertPermissions(file, "rw-------");
    }
  }

  @Test
  void the_native_library_is_unpacked_once_into_the_cache() throws IOException {
    Path first = NativeLibrary.cached(folder);
    Object key = Files.getLastModifiedTime(first);

    assertThat(NativeLibrary.cached(folder)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(key);

    Files.writeString(first, "cut short");
    assertThat(Files.size(NativeLibrary.cached(folder))).isGreaterThan(100_000);
  }
}
