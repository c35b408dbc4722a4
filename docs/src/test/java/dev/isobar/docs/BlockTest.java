package dev.isobar.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockTest {

  private static final Path FILE = Path.of("sample.md");

  @Test
  void finds_java_blocks_with_their_lines_and_no_others() {
    List<Block> blocks =
        blocks(
            """
            # Title
            ```java
            int one;
            ```
            ```
            java
            ```
            ```sh
            ```java
            ls
            ```
            ~~~~ java
            ```
            int two;
            ~~~~
            """);

    assertThat(blocks).extracting(Block::line).containsExactly(2, 12);
    assertThat(blocks).extracting(Block::code).containsExactly("int one;\n", "```\nint two;\n");
    assertThat(blocks.get(1)).hasToString("sample.md:12");
  }

  @Test
  void a_block_of_a_list_loses_the_indent_of_its_fence() {
    assertThat(blocks("1. So:\n   ```java\n   if (x) {\n     y();\n   }\n   ```\n"))
        .extracting(Block::code)
        .containsExactly("if (x) {\n  y();\n}\n");
  }

  @Test
  void the_words_after_java_say_what_to_do() {
    Block skipped = blocks("```java compile-only: needs an account\n```\n").get(0);
    Block printing = blocks("```java prints=\"charged ann\"\n```\n").get(0);

    assertThat(skipped.compileOnly()).contains("needs an account");
    assertThat(printing.prints()).contains("charged ann");
  }

  @Test
  void unknown_words_and_a_missing_reason_are_refused() {
    assertThatThrownBy(() -> blocks("\n```java compile-only\n```\n"))
        .hasMessage(
            "sample.md:2: after 'java' stands 'compile-only', but it must be 'compile-only:"
                + " <reason>', 'prints=\"<text>\"' or nothing");
    assertThatThrownBy(() -> blocks("```java print=\"x\"\n```\n")).hasMessageContaining("print=");
  }

  @Test
  void a_block_without_an_end_is_refused() {
    assertThatThrownBy(() -> blocks("```java\nint one;\n"))
        .hasMessage("sample.md:1: the block never ends");
  }

  private static List<Block> blocks(String markdown) {
    return Block.in(FILE, markdown);
  }
}
