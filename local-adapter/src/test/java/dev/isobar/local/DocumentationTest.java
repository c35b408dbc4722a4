package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Topology;
import dev.isobar.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "local.md");

  @TempDir Path folder;

  @Test
  void the_documented_schema_is_the_one_that_is_created() throws IOException {
    assertThat(Files.readString(DOCUMENT)).contains("```sql\n" + Schema.ddl() + "```");
  }

  @Test
  void the_documented_versions_are_those_of_a_new_file() throws IOException {
    Path file = folder.resolve("local.db");
    Broker.open(file, Topology.empty()).close();
    String text = Files.readString(DOCUMENT).replace('\n', ' ');

    assertThat(text)
        .contains("`PRAGMA application_id` is " + Sql.number(file, "PRAGMA application_id"))
        .contains("version of the schema, now " + Sql.number(file, "PRAGMA user_version"));
  }

  @Test
  void every_setting_is_documented_with_its_default() throws IOException {
    String text = Files.readString(DOCUMENT);

    for (Setting<?> setting : new LocalDriverProvider().settings()) {
      assertThat(text).contains("| `" + setting.key() + "` | `" + setting.defaultText() + "` |");
    }
  }

  @Test
  void the_documented_queries_run() throws IOException {
    Path file = folder.resolve("local.db");
    Broker.open(
            file, Topology.builder().topic("t").subscription("billing", s -> s.from("t")).build())
        .close();
    var queries =
        java.util.regex.Pattern.compile("sqlite3 [^\"]*\"(\\s*SELECT[^\"]*)\"")
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(queries).hasSize(4).allSatisfy(query -> Sql.text(file, query));
  }
}
