package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  private Path first;
  private Path second;
  private Path work;

  @BeforeEach
  void folders(@TempDir Path temp) throws IOException {
    first = Files.createDirectory(temp.resolve("first"));
    second = Files.createDirectory(temp.resolve("second"));
    work = Files.createDirectory(temp.resolve("work"));
  }

  @Test
  void the_file_in_the_working_directory_wins_over_the_class_path() throws IOException {
    write(first, "isobar.drain=1s\nisobar.prefix=first-");
    write(work, "isobar.drain=2s");

    Configuration configuration = read();

    assertThat(configuration.get(Settings.DRAIN)).hasSeconds(2);
    assertThat(configuration.get(Settings.PREFIX)).isEqualTo("first-");
    assertThat(configuration.sources())
        .containsExactly(
            first.resolve("isobar.properties").toUri().toURL().toString(),
            work.resolve("isobar.properties").toString());
  }

  @Test
  void of_two_files_on_the_class_path_the_first_is_used_with_a_warning() throws IOException {
    write(first, "isobar.prefix=first-");
    write(second, "isobar.prefix=second-");

    Configuration configuration = read();

    assertThat(configuration.get(Settings.PREFIX)).isEqualTo("first-");
    assertThat(configuration.warnings())
        .singleElement()
        .asString()
        .contains("more than once", first.toString(), second.toString());
  }

  @Test
  void without_files_there_are_no_sources() throws IOException {
    assertThat(read().sources()).isEmpty();
  }

  @Test
  void a_file_is_utf8() throws IOException {
    write(work, "isobar.source=/b\u00fccher");
    assertThat(read().get(Settings.SOURCE).toString()).isEqualTo("/b\u00fccher");

    Files.write(work.resolve("isobar.properties"), new byte[] {'a', '=', (byte) 0xfc});
    assertThatThrownBy(this::read)
        .isInstanceOf(IsobarException.class)
        .hasMessageContainingAll("work", "is not UTF-8");
  }

  @Test
  void a_folder_in_place_of_the_file_is_refused() throws IOException {
    Files.createDirectory(work.resolve("isobar.properties"));

    assertThatThrownBy(this::read)
        .isInstanceOf(IsobarException.class)
        .hasMessageContainingAll("isobar.properties", "cannot be read");
  }

  @Test
  void the_surroundings_of_this_process_can_be_read() {
    Configuration configuration =
        Configuration.read(
            Isobar.builder().set("prefix", "code-"),
            List.of(FakeDriverProvider.LOCAL),
            Sources.ofProcess());

    assertThat(configuration.get(Settings.PREFIX)).isEqualTo("code-");
    assertThat(configuration.sources()).last().isEqualTo("builder");
  }

  private Configuration read() throws IOException {
    URL[] classPath = {first.toUri().toURL(), second.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classPath, null)) {
      return Configuration.read(
          Isobar.builder(), List.of(FakeDriverProvider.LOCAL), Sources.files(loader, work).build());
    }
  }

  private static void write(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve("isobar.properties"), text);
  }
}
