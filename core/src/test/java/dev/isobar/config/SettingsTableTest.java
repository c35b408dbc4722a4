package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.isobar.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Keeps the tables of docs/configuration.md equal to the code. After a change that is meant:
 *
 * <pre>mvn -pl core test -Dtest=SettingsTableTest -Disobar.docs.update=true</pre>
 */
class SettingsTableTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/configuration.md").normalize();
  private static final Pattern EXAMPLE = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_tables_on_file_are_those_of_the_code() throws IOException {
    String page = Files.readString(FILE);
    String actual = SettingsTable.replace(page, "general", Settings.general());
    actual = SettingsTable.replace(actual, "structure", Settings.structure());
    actual = SettingsTable.replace(actual, "tuning", Settings.tuning());
    if (Boolean.getBoolean("isobar.docs.update")) {
      Files.writeString(FILE, actual);
    }

    assertThat(FILE)
        .as("the settings have changed; see the Javadoc of SettingsTableTest")
        .hasContent(actual);
  }

  @TestFactory
  Stream<DynamicTest> every_key_of_the_examples_is_known() throws IOException {
    Catalogue catalogue = new Catalogue(List.of(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS));
    Properties examples = new Properties();
    Matcher matcher = EXAMPLE.matcher(Files.readString(FILE));
    while (matcher.find()) {
      examples.load(new java.io.StringReader(matcher.group(1)));
    }
    assertThat(examples).hasSizeGreaterThan(10);
    return examples.stringPropertyNames().stream()
        .map(key -> Entry.of(key, "", "docs", 0).plainKey())
        .map(
            key -> DynamicTest.dynamicTest(key, () -> assertThat(catalogue.find(key)).isPresent()));
  }

  @Test
  void a_row_tells_key_bounds_default_and_meaning() {
    Setting<String> secret = Setting.text("isobar.x.a|b", null, "What <it> is.").asSecret();

    assertThat(SettingsTable.of(List.of(Settings.DRAIN, Settings.PREFIX, secret)))
        .startsWith("| key | allowed | default | meaning |\n|---|---|---|---|\n| `isobar.drain` | ")
        .contains("| `20s` |", "| nothing |")
        .endsWith("| `isobar.x.a\\|b` | text; never printed |  | What &lt;it> is. |\n");
  }

  @Test
  void a_page_without_markers_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SettingsTable.replace("nothing", "general", List.of()));
  }
}
