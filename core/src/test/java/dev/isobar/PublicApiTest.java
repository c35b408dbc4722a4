package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps the public API of this jar as a text file in the repository, so that every change of it
 * shows in a review. After a change that is meant:
 *
 * <pre>mvn -pl core test -Dtest=PublicApiTest -Disobar.api.update=true</pre>
 */
class PublicApiTest {

  private static final List<String> PACKAGES =
      List.of("dev.isobar", "dev.isobar.filter", "dev.isobar.spi");

  private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
  private static final Path SOURCES = MODULE.resolve("src/main/java");
  private static final Path CLASSES = MODULE.resolve("target/classes");
  private static final Path FILE = MODULE.resolve("../docs/api/isobar-core.txt").normalize();

  @Test
  void the_public_api_is_the_one_on_file() throws IOException {
    String actual = PublicApiText.of(CLASSES, PACKAGES);
    if (Boolean.getBoolean("isobar.api.update")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, actual);
    }

    assertThat(FILE)
        .as("the public API has changed; if that is meant, see the Javadoc of PublicApiTest")
        .hasContent(actual);
  }

  @Test
  void every_public_type_and_member_says_what_it_is() throws IOException {
    assertThat(UndocumentedApi.in(SOURCES, PACKAGES))
        .as("public types and members without a Javadoc comment")
        .isEmpty();
  }
}
