package dev.isobar.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockRunnerTest {

  private static Splitter splitter;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    splitter = new Splitter();
  }

  @AfterAll
  static void close() {
    splitter.close();
  }

  @Test
  void declarations_and_statements_may_stand_side_by_side() {
    assertRuns(
        """
        ```java prints="3 of ann"
        import java.util.stream.IntStream;
        record Order(String customer, int count) {}
        static final Order FIRST = new Order("ann", 2);

        var text = "} not the end; {";
        try (AutoCloseable nothing = () -> {}) {
          if (text.isEmpty()) throw new Exception();
          else System.out.println(more(FIRST) + " of " + FIRST.customer());
        }
        int more(Order order) {
          return IntStream.of(order.count(), 1).sum(); // a comment; with a semicolon
        }
        ```
        """);
  }

  @Test
  void a_whole_class_runs_by_its_main_method() {
    assertRuns(
        """
        ```java prints="hello"
        /** The shortest program. */
        public class Hello {
          public static void main(String[] args) {
            System.out.println("hello");
          }
        }
        ```
        """);
  }

  @Test
  void names_of_the_prelude_may_be_used_and_declared_anew() {
    assertRuns(
        """
        ```java prints="charged"
        charge(new OrderPlaced("42", "ann", 999));
        ```
        """);
    assertRuns(
        """
        ```java prints="mine"
        record OrderPlaced(String id) {}
        void charge(OrderPlaced order) { System.out.println("mine"); }
        charge(new OrderPlaced("42"));
        ```
        """);
  }

  @Test
  void a_block_that_waits_for_ever_is_interrupted_once_it_has_printed() {
    assertRuns(
        """
        ```java prints="ready"
        System.out.println("ready");
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        ```
        """);
  }

  @Test
  void a_block_that_does_not_compile_is_shown_with_its_place() {
    assertFails("```java\nint one = \"one\";\n```\n")
        .hasMessageContaining("sample.md:1 does not compile")
        .hasMessageContaining("incompatible types");
    assertFails("```java\nthis is no Java\n```\n").hasMessageContaining("does not compile");
    assertFails("```java\nif (true) {\n```\n").hasMessageContaining("does not compile");
  }

  @Test
  void a_block_that_throws_fails_with_what_it_threw() {
    assertFails("```java\nthrow new IllegalStateException(\"no\");\n```\n")
        .hasMessageContaining("sample.md:1 failed")
        .hasRootCauseMessage("no");
  }

  @Test
  void a_block_that_prints_something_else_fails() {
    assertFails("```java prints=\"yes\"\nSystem.out.print(\"no\");\n```\n")
        .hasMessage("sample.md:1 should print 'yes' but printed 'no'");
  }

  @Test
  void a_block_that_never_ends_fails() {
    var impatient = new BlockRunner(splitter, folder, Duration.ofMillis(100));

    assertThatThrownBy(
            () -> impatient.check(block("```java\nnew CountDownLatch(1).await();\n```\n")))
        .hasMessage("sample.md:1 doesn't end within PT0.1S");
  }

  @Test
  void a_compile_only_block_is_compiled_and_not_run() {
    assertRuns("```java compile-only: it ends the process\nSystem.exit(1);\n```\n");
    assertFails("```java compile-only: it is wrong\nnot Java\n```\n")
        .hasMessageContaining("does not compile");
  }

  @Test
  void output_goes_where_it_went_before() {
    var before = System.out;
    assertRuns("```java\nint one = 1;\n```\n");

    assertThat(System.out).isSameAs(before);
  }

  private void assertRuns(String markdown) {
    assertThatCode(() -> runner().check(block(markdown))).doesNotThrowAnyException();
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String markdown) {
    return assertThatThrownBy(() -> runner().check(block(markdown)));
  }

  private BlockRunner runner() {
    return new BlockRunner(splitter, folder, Duration.ofSeconds(30));
  }

  private static Block block(String markdown) {
    return Block.in(Path.of("sample.md"), markdown).get(0);
  }
}
