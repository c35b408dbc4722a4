package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Event data and secrets stay out of logs, errors, spans and whatever else can be printed. */
class CanaryTest {
  @Test
  void neither_data_nor_secrets_are_printed_anywhere_even_at_trace() throws Exception {
    String output = run();

    assertThat(output)
        .contains("the end")
        .contains("DEBUG dev.isobar.subscriber")
        .contains("is dead-lettered after attempt 2 (EXHAUSTED)")
        .contains("(UNDECODABLE)")
        .contains("process billing")
        .contains("INVALID_ARGUMENT")
        .contains("secrett")
        .contains("result of event no-json")
        .doesNotContain(CanaryChild.DATA)
        .doesNotContain(Arrays.toString(CanaryChild.DATA.getBytes(StandardCharsets.UTF_8)))
        .doesNotContain(CanaryChild.SECRET);
    assertThat(output.lines()).as("forged lines").noneMatch(line -> line.startsWith("2026-01-01"));
  }

  private static String run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-cp",
                System.getProperty("java.class.path"),
                CanaryChild.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
