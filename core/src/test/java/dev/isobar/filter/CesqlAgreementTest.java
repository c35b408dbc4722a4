package dev.isobar.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudevents.CloudEvent;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Parser;
import io.cloudevents.sql.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Filters over text attributes and text give the answer of CESQL, here of cloudevents-sql, wherever
 * that raises no error. The exceptions are tests of their own, named in docs/filters.md.
 */
class CesqlAgreementTest {

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void agrees_where_every_attribute_is_present(
      @ForAll("samples") Sample sample, @ForAll("attributes") Map<String, String> attributes) {
    CloudEvent event = FilterPropertiesTest.event(complete(attributes), null);
    Result cesql = cesql(sample.text(), event);

    assertThat(cesql.causes()).isEmpty();
    assertThat(Filter.parse(sample.text()).test(event)).isEqualTo(cesql.value());
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void agrees_where_cesql_raises_no_error(
      @ForAll("samples") Sample sample, @ForAll("attributes") Map<String, String> attributes) {
    Assume.that(!sample.text().contains(" or "));
    CloudEvent event = FilterPropertiesTest.event(attributes, null);
    Result cesql = cesql(sample.text(), event);

    if (cesql.causes().isEmpty()) {
      assertThat(Filter.parse(sample.text()).test(event)).isEqualTo(cesql.value());
    }
  }

  private static Map<String, String> complete(Map<String, String> attributes) {
    Map<String, String> complete = new HashMap<>(attributes);
    Sample.ATTRIBUTES.forEach(name -> complete.putIfAbsent(name, ""));
    return complete;
  }

  @Provide
  Arbitrary<Sample> samples() {
    return Sample.likeCesql();
  }

  @Provide
  Arbitrary<Map<String, String>> attributes() {
    return FilterPropertiesTest.attributes();
  }

  @Test
  void a_doubled_backslash_is_one_backslash_here_and_two_in_cesql() {
    assertDiffer("x = 'a\\\\b'", Events.with("x", "a\\b"), true);
    assertDiffer("x = 'a\\\\b'", Events.with("x", "a\\\\b"), false);
  }

  @Test
  void wildcards_match_line_breaks_here_and_not_in_cesql() {
    assertDiffer("x LIKE 'a%'", Events.with("x", "a\nb"), true);
    assertDiffer("x LIKE 'a_b'", Events.with("x", "a\nb"), true);
  }

  @Test
  void backslash_e_is_ordinary_in_a_pattern_here_and_breaks_that_of_cesql() {
    assertThat(Filter.parse("x LIKE 'a\\E%'").test(Events.with("x", "a\\Eb"))).isTrue();
    assertThatExceptionOfType(PatternSyntaxException.class)
        .isThrownBy(() -> Parser.parseDefault("x LIKE 'a\\E%'"));
  }

  @Test
  void negating_an_or_keeps_what_is_absent_here_and_cesql_loses_the_error_of_its_left_side() {
    assertDiffer("NOT (missing = 'a' OR id = '2')", Events.event().build(), false);
  }

  @Test
  void cesql_accepts_more() {
    for (String text :
        new String[] {
          "TRUE AND FALSE OR TRUE",
          "x = y",
          "'a' = x",
          "x + 1 = 2",
          "LENGTH(x) = 1",
          "NOT x",
          "x = 'it''s'",
          "TYPE = 'a'",
          "TRUE XOR FALSE",
          "x < '5'",
          "NOT NOT (x = 'a')"
        }) {
      assertThat(Parser.parseDefault(text)).as(text).isNotNull();
      assertThatExceptionOfType(InvalidFilterException.class)
          .as(text)
          .isThrownBy(() -> Filter.parse(text));
    }
  }

  private static void assertDiffer(String text, CloudEvent event, boolean answer) {
    Result cesql = cesql(text, event);

    assertThat(cesql.causes()).isEmpty();
    assertThat(Filter.parse(text).test(event)).isEqualTo(answer);
    assertThat(cesql.value()).isEqualTo(!answer);
  }

  private static Result cesql(String text, CloudEvent event) {
    return Parser.parseDefault(text).evaluate(EvaluationRuntime.getDefault(), event);
  }
}
