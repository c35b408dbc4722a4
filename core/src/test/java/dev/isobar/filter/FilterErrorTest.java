package dev.isobar.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text that is no filter is refused at its place, with what to write instead. */
class FilterErrorTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        error("", 1, "found the end of the filter, expected an attribute"),
        error("   ", 4, "found the end"),
        error("type == 'a'", 6, "found '=='", "write ="),
        error("type => 5", 6, "found '=>'", "write >="),
        error("type = 'a';", 11, "found ';'", "ends without ;"),
        error("type = 'a' -- x", 12, "found '--'", "no comments"),
        error("type = 'a' && id = 'b'", 12, "write AND"),
        error("type = 'a' || id = 'b'", 12, "write OR"),
        error("! (type = 'a')", 1, "write NOT"),
        error("type IS NULL", 6, "found 'IS'", "write EXISTS x or NOT EXISTS x"),
        error("type IS NOT NULL", 6, "write EXISTS x or NOT EXISTS x"),
        error("type = NULL", 8, "there is no NULL"),
        error("type = 'a", 8, "no end; close it with '"),
        error("type = 'a\\'", 8, "no end"),
        error("type = \"a'", 8, "close it with \""),
        error("type = 'it''s'", 12, "a quote inside a string is written \\'"),
        error("type = abc", 8, "found 'abc'", "text needs quotes"),
        error("type = ", 8, "found the end"),
        error("type = \u2018a\u2019", 8, "quote with '"),
        error("type\u00a0= 'a'", 5, "no-break space"),
        error("x < 'a'", 5, "found a string, expected a number", "< compares only numbers"),
        error("x >= TRUE", 6, "expected a number", ">= compares only numbers: x >= 5"),
        error(
            "x".repeat(20)
                + " = 'a' AND y = 'abcdefghijk' AND zz = 'lmnopqrstuvw' AND q == 'abcdefghijklmnopqrst'",
            80,
            "\n  …",
            "…\n"),
        error("x = NaN", 5, "no such number"),
        error("x < Infinity", 5, "no such number"),
        error("x = 1.0E400", 5, "at most 40 digits"),
        error("x = 1e400", 5, "at most 40 digits"),
        error("x = 1e99999999999", 5, "at most 40 digits"),
        error("x < 1e-400", 5, "at most 40 digits"),
        error("x = " + "9".repeat(41), 5, "at most 40 digits"),
        error("x = 0x10", 5, "'0x10' is no number"),
        error("x = 1.2.3", 5, "'1.2.3' is no number"),
        error("x = .5", 5, "'.5' is no number"),
        error("x = 5AND y = 6", 5, "'5AND' is no number"),
        error("x BETWEEN 1 AND 2", 3, "write x >= 1 AND x <= 2"),
        error("x = 'a' XOR y = 'b'", 9, "write AND, OR and NOT"),
        error("x LIKE 5", 8, "expected a pattern in quotes"),
        error("x LIKE abc", 8, "text needs quotes"),
        error("x LIKE 'a!%' ESCAPE '!'", 14, "always \\"),
        error("x LIKE '" + "a".repeat(1_025) + "'", 8, "at most 1024 characters"),
        error("x NOT = 'a'", 7, "expected LIKE or IN"),
        error("x IN 'a'", 6, "expected ( before the values"),
        error("x IN ()", 7, "found ')', expected a text"),
        error("x IN ('a' 'b')", 11, "expected , or )"),
        error("x IN ('a',)", 11, "expected a text"),
        error("x IN ('a'", 10, "expected , or )"),
        error("x", 2, "expected one of = <>"),
        error("x 5", 3, "expected one of = <>"),
        error("x = 'a' y = 'b'", 9, "expected AND, OR or the end"),
        error("x = 'a')", 8, "found ')', expected AND, OR or the end"),
        error("(x = 'a'", 9, "expected AND, OR or )"),
        error("()", 2, "found ')'"),
        error("NOT x = 'a'", 5, "write the parentheses: NOT (x = 'a')"),
        error("NOT NOT (x = 'a')", 5, "write the parentheses"),
        error("AND x = 'a'", 1, "'AND' is no attribute: it is a word of the filter language"),
        error("x = 'a' AND", 12, "found the end"),
        error("x='a' AND y='b' OR z='c'", 17, "AND beside OR needs parentheses"),
        error("x='a' OR y='b' AND z='c'", 16, "AND beside OR needs parentheses"),
        error("'a' = x", 1, "the value stands on the right"),
        error("+5 = x", 1, "the value stands on the right"),
        error("5 = x", 1, "'5' is no attribute", "the value stands on the right"),
        error("EXISTS", 7, "expected an attribute or data.field"),
        error("EXISTS 'a'", 8, "expected an attribute or data.field"),
        error("Type = 'a'", 1, "lower-case"),
        error(
            "my_attr = 'a'", 1, "'my_attr' is no attribute: attribute names have only lower-case"),
        error("my-attr = 'a'", 1, "lower-case letters and digits"),
        error("gr\u00f6sse = 'a'", 1, "lower-case letters and digits"),
        error("abcdefghijklmnopqrstu = 'a'", 1, "at most 20 characters"),
        error("data = 'a'", 1, "data is the payload, write data.field"),
        error("EXISTS data", 8, "data is the payload"),
        error("type.x = 'a'", 5, "only data has fields"),
        error("data. = 1", 6, "a field of data has letters"),
        error("data..a = 1", 6, "a field of data has letters"),
        error("data. a = 1", 6, "a field of data has letters"),
        error("data.gr\u00f6sse = 1", 6, "quotes: data.'my field'"),
        error("data[0] = 1", 1, "data is the payload"),
        error("data.a[0] = 1", 7, "found '['"),
        error("data" + ".a".repeat(65) + " = 1", 5, "1 to 64 fields, not 65"));
  }

  private static Arguments error(String text, int column, String... fragments) {
    return Arguments.of(text, column, List.of(fragments));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void is_refused(String text, int column, List<String> fragments) {
    InvalidFilterException e = refusal(text);

    assertThat(e.line()).isEqualTo(1);
    assertThat(e.column()).as(e.getMessage()).isEqualTo(column);
    assertThat(e).hasMessageStartingWith("line 1, column " + column + ": ");
    assertThat(e.getMessage()).contains(fragments);
  }

  @Test
  void the_message_shows_the_line_and_a_caret() {
    assertThat(refusal("type = 'a'\nAND id == 'b'\nAND x = 'c'"))
        .hasMessage(
            """
            line 2, column 8: found '==', expected one of = <> != < <= > >= LIKE IN NOT; write =
              AND id == 'b'
                     ^""");
  }

  @Test
  void line_and_column_count_characters() {
    InvalidFilterException e =
        refusal("id = '\ud83d\ude00' AND\n\tid = '\ud83d\ude00\ud83d\ude00' x");

    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(12);
  }

  @Test
  void a_message_is_short_and_printable_whatever_the_text() {
    String message =
        refusal("\u001b[31m".repeat(500) + "\u202e\u2028 = 'a' AND " + "x".repeat(900))
            .getMessage();

    assertThat(message.lines()).hasSize(3);
    assertThat(message).hasSizeLessThan(400).doesNotContain("\u001b", "\u202e", "\u2028");
  }

  @Test
  void nothing_nests_too_deep_for_the_stack() {
    assertThat(Filter.parse("(".repeat(64) + "TRUE" + ")".repeat(64))).isEqualTo(Filter.TRUE);
    assertThat(refusal("(".repeat(65) + "TRUE" + ")".repeat(65)).column()).isEqualTo(65);
    assertThat(refusal("(".repeat(10_000))).hasMessageContaining("deeper than 64");
    assertThat(refusal("NOT (".repeat(3_000))).hasMessageContaining("deeper than 64");
    assertThat(refusal("NOT ".repeat(4_000))).hasMessageContaining("write the parentheses");
    assertThat(refusal("NOT ".repeat(10_000))).hasMessageContaining("longer than 16384 bytes");
  }

  @Test
  void a_long_chain_is_not_deep() {
    String chain = "id='1'" + " AND id='1'".repeat(1_400);

    assertThat(Filter.parse(chain).test(Events.event().build())).isTrue();
  }

  @Test
  void text_and_lists_are_bounded() {
    String values = String.join(",", Collections.nCopies(1_000, "1"));

    assertThat(Filter.parse("x IN (" + values + ")").paths()).hasSize(1);
    assertThat(refusal("x IN (" + values + ",1)")).hasMessageContaining("at most 1000 values");
    assertThat(refusal("x = '" + "\u00e9".repeat(8_190) + "'")).hasMessageContaining("16384 bytes");
    assertThat(Filter.parse("x = '" + "a".repeat(16_378) + "'").toString()).hasSize(16_384);
  }

  @Test
  void a_megabyte_is_refused_at_once() {
    String megabyte = "x".repeat(1 << 20);
    long start = System.nanoTime();

    assertThat(refusal(megabyte)).hasMessageContaining("16384 bytes");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100));
  }

  @Property
  void whatever_the_text_nothing_else_is_thrown(
      @ForAll
          @StringLength(max = 40)
          @Chars({
            'a', 'x', 'd', '1', '.', '-', '\'', '"', '\\', '(', ')', '=', '<', '>', '!', ',', ' ',
            'N', 'O', 'T', 'I', '%', '_', '\n', '\ud83d', '\u00a0', '\0'
          })
          String text) {
    try {
      assertThat(Filter.parse(text)).isEqualTo(Filter.parse(Filter.parse(text).toString()));
    } catch (InvalidFilterException e) {
      assertThat(e.getMessage().lines()).hasSize(3);
    }
  }

  @Test
  void the_builder_refuses_the_same() {
    assertRefused(() -> Filter.attribute("Type"), "lower-case");
    assertRefused(() -> Filter.attribute("data"), "data is the payload");
    assertRefused(() -> Filter.attribute("in"), "word of the filter language");
    assertRefused(() -> Filter.data("a").lessThan(Double.NaN), "'NaN' is no number");
    assertRefused(() -> Filter.data("a").equalTo(1e300), "at most 40 digits");
    assertRefused(() -> Filter.data("a").equalTo(new BigDecimal("1e999999999")), "at most 40");
    assertRefused(() -> Filter.data("a").in(new String[0]), "1 to 1000 values, not 0");
    assertRefused(() -> Filter.data("a").like("a".repeat(1_025)), "at most 1024");
    assertRefused(() -> new Filter.And(List.of(Filter.TRUE, Filter.TRUE)), "no constant");
    assertRefused(() -> new Filter.Or(List.of()), "two or more");
    assertRefused(() -> nested(66), "64 deep");
  }

  private static void assertRefused(Runnable building, String why) {
    assertThatIllegalArgumentException().isThrownBy(building::run).withMessageContaining(why);
  }

  private static Filter nested(int levels) {
    Filter leaf = Filter.attribute("id").exists();
    Filter filter = leaf;
    for (int i = 0; i < levels; i++) {
      filter = i % 2 == 0 ? filter.and(leaf) : filter.or(leaf);
    }
    return filter;
  }

  private static InvalidFilterException refusal(String text) {
    return catchThrowableOfType(InvalidFilterException.class, () -> Filter.parse(text));
  }
}
