package dev.isobar.samples.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketplaceTest {
  private static final String PATH = "isobar.local.path";
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @BeforeEach
  void brokerBesideTheTest() {
    System.setProperty(PATH, folder.resolve("local.db").toString());
  }

  @AfterEach
  void brokerAsBefore() {
    System.clearProperty(PATH);
  }

  @Test
  void the_whole_story_loses_nothing() throws Exception {
    int status = run("--events", "36", "--folder", folder.resolve("pictures").toString());

    assertThat(err()).isEmpty();
    assertThat(out())
        .contains("notes.txt was dropped; no route takes it")
        .contains("12 dead letters, e.g. EXHAUSTED after 3 attempts: java.io.IOException")
        .contains("ann #2 fails, and keeps its place")
        .contains("dead-lettered 12, redriven 12, out of order 0, lost: 0");
    assertThat(status).isZero();
  }

  @Test
  void thumbnails_are_real_pictures() throws Exception {
    run("--events", "12", "--folder", folder.resolve("pictures").toString());

    Path thumbnail = folder.resolve("thumbnails").resolve("picture-03.jpg.png");
    assertThat(Files.exists(thumbnail)).isTrue();
    assertThat(ImageIO.read(thumbnail.toFile()).getWidth()).isEqualTo(128);
  }

  @Test
  void a_wrong_option_is_one_line_and_the_usage() throws Exception {
    assertThat(run("--event", "5")).isEqualTo(2);
    assertThat(err()).startsWith("unknown option --event\nusage:");
  }

  @Test
  void a_number_out_of_range_says_what_is_allowed() throws Exception {
    assertThat(run("--events", "abc")).isEqualTo(2);
    assertThat(err()).startsWith("--events is \"abc\"; it must be from 12 to 100000");
  }

  @Test
  void a_provider_without_its_adapter_is_named_with_the_artifact_to_add() throws Exception {
    assertThat(run("--provider", "aws")).isEqualTo(2);
    assertThat(err()).contains("isobar-aws").doesNotContain("\tat ");
  }

  private int run(String... args) throws Exception {
    return Marketplace.run(new PrintStream(out, true), new PrintStream(err, true), args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
