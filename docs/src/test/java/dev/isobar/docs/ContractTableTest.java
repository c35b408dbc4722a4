package dev.isobar.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.tck.ContractSuite;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in docs/contract.md claims nothing that the contract tests have not proved in this
 * build. Columns of runs that are not part of it stay as they are. To write the table anew, after a
 * run of all contract tests:
 *
 * <pre>mvn -pl docs -am test -Dtest='*ContractTest,ContractTableTest' -Disobar.docs.update=true
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class ContractTableTest {
  private static final Path DOCS = Path.of(System.getProperty("basedir", "."));
  private static final Path FILE = DOCS.resolve("contract.md");

  @Test
  void every_clause_has_a_test() throws IOException {
    Set<String> tested =
        Arrays.stream(ContractSuite.class.getDeclaredClasses())
            .flatMap(chapter -> Arrays.stream(chapter.getSuperclass().getDeclaredMethods()))
            .map(Method::getName)
            .filter(name -> name.startsWith("clause_"))
            .map(name -> name.split("_"))
            .map(words -> words[1] + "." + words[2])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(tested).isEqualTo(new TreeSet<>(ContractTable.clauses(Files.readString(FILE))));
  }

  @Test
  void the_table_claims_nothing_that_was_not_proved() throws IOException {
    ContractTable run = ContractTable.ofRuns(DOCS.resolve(".."));
    if (Boolean.getBoolean("isobar.docs.update")) {
      Files.writeString(FILE, ContractTable.update(Files.readString(FILE), run));
    }

    assertThat(ContractTable.committed(Files.readString(FILE)).notBorneOutBy(run))
        .as("claims that the contract tests of this build do not bear out")
        .isEmpty();
  }

  @Test
  void a_claim_beyond_the_run_is_found() {
    String document =
        """
        | 1.1 | text |
        | 1.2 | text |
        <!-- proved:begin -->
        | clause | p: here | p: elsewhere |
        |---|---|---|
        | 1.1 | yes | yes |
        | 1.2 | yes | yes |
        <!-- proved:end -->
        """;
    ContractTable run = new ContractTable();
    run.columns.put("p: here", java.util.Map.of("1.1", "yes", "1.2", "partly"));

    assertThat(ContractTable.committed(document).notBorneOutBy(run))
        .containsExactly("1.2 on p: here is claimed: yes");
    assertThat(ContractTable.update(document, run)).contains("| 1.2 | yes | partly |");
  }
}
