package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written, reading it succeeds or is refused in portable, printable words. */
class HostileConfigurationTest {
  private static final Topology CODE =
      Topology.builder()
          .topic("a")
          .queue("b")
          .subscription("s", s -> s.from("a"))
          .bus("e", b -> b.route("r", r -> r.to("a")))
          .build();

  @Property(tries = 500)
  void a_file_of_any_text_is_read_or_refused(@ForAll String text) {
    readOrRefuse(Scenario.local().code(CODE).file(text));
  }

  @Property(tries = 500)
  void any_keys_are_read_or_refused(@ForAll("settings") List<String> settings) {
    Scenario scenario = Scenario.local().code(CODE);
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      scenario.property("isobar." + parts[0], parts[1]);
      scenario.environment(Environment.variable("isobar." + parts[0]), parts[1]);
    }

    readOrRefuse(scenario);
  }

  @Provide
  Arbitrary<List<String>> settings() {
    Arbitrary<String> word =
        Arbitraries.of(
            "topics",
            "queues",
            "subscriptions",
            "buses",
            "routes",
            "bindings",
            "instances",
            "a",
            "b",
            "s",
            "e",
            "r",
            "x",
            "ordered",
            "from",
            "to",
            "where",
            "unrouted",
            "lease",
            "max-lease",
            "backoff",
            "max-backoff",
            "provider",
            "source",
            "",
            "\n");
    Arbitrary<String> key = word.list().ofMinSize(1).ofMaxSize(5).map(w -> String.join(".", w));
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.of("true", "false", "a", "b", "e", "x", "30s", "1h", "drop", "never", ""),
            Arbitraries.strings().ofMaxLength(8));
    return Combinators.combine(key, value).as((k, v) -> k + "=" + v).list().ofMaxSize(6);
  }

  private static void readOrRefuse(Scenario scenario) {
    try {
      assertThat(scenario.read().provider()).isNotNull();
    } catch (IsobarException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(refused.getMessage()).doesNotContain("null", "Exception", "java.");
      assertThat(refused.getMessage().chars().filter(c -> c != '\n'))
          .noneMatch(Character::isISOControl);
      assertThat(refused.getMessage().lines().skip(1))
          .allMatch(line -> line.matches("( {2}- | {4}).*|noted as well:"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000})
  void a_key_of_any_length_is_refused_briefly(int length) {
    String refusal = Scenario.local().file("isobar." + "x".repeat(length) + "=1").refusal();

    assertThat(refusal.length()).isLessThan(2_000);
  }

  @Test
  void thousands_of_problems_are_told() {
    String[] lines = new String[5_000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "isobar.nonsense" + i + "=1";
    }

    assertThat(Scenario.local().file(lines).refusal().lines()).hasSize(lines.length + 1);
  }
}
