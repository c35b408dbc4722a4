package dev.isobar.docs;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every Java block of README.md and docs/ compiles and runs, on the embedded broker in memory. */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static Splitter splitter;

  @BeforeAll
  static void open() {
    splitter = new Splitter();
  }

  @AfterAll
  static void close() {
    splitter.close();
  }

  @TestFactory
  Stream<DynamicTest> every_block_runs() throws IOException {
    return markdownFiles().stream()
        .flatMap(DocumentationTest::blocks)
        .map(block -> dynamicTest(block.toString(), () -> check(block)));
  }

  private static void check(Block block) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "example-");
    new BlockRunner(splitter, folder, BOUND).check(block);
  }

  private static Stream<Block> blocks(Path file) {
    try {
      return Block.in(ROOT.relativize(file), Files.readString(file)).stream();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static List<Path> markdownFiles() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream<Path> markdown =
          docs.filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !file.toString().contains("/target/"))
              .sorted();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), markdown).toList();
    }
  }
}
