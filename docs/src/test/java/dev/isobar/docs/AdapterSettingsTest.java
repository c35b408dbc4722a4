package dev.isobar.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.config.SettingsTable;
import dev.isobar.spi.DriverProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * Keeps the tables of the adapters in docs/configuration.md equal to their code. After a change
 * that is meant:
 *
 * <pre>mvn -pl docs -am test -Dtest=AdapterSettingsTest -Disobar.docs.update=true
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class AdapterSettingsTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ".")).resolve("configuration.md");

  @Test
  void the_tables_on_file_are_those_of_the_adapters() throws IOException {
    String actual = Files.readString(FILE);
    for (DriverProvider provider : ServiceLoader.load(DriverProvider.class)) {
      if (!provider.settings().isEmpty()) {
        actual = SettingsTable.replace(actual, provider.name(), provider.settings());
      }
    }
    if (Boolean.getBoolean("isobar.docs.update")) {
      Files.writeString(FILE, actual);
    }

    assertThat(FILE)
        .as("settings of an adapter have changed; see the Javadoc of AdapterSettingsTest")
        .hasContent(actual);
  }
}
