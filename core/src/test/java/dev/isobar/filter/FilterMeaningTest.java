package dev.isobar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three rules of the language, and what counts as absent. */
class FilterMeaningTest {

  private static void takes(CloudEvent event, String... filters) {
    for (String filter : filters) {
      assertThat(Filter.parse(filter).test(event)).as(filter).isTrue();
    }
  }

  private static void refuses(CloudEvent event, String... filters) {
    for (String filter : filters) {
      assertThat(Filter.parse(filter).test(event)).as(filter).isFalse();
    }
  }

  @Nested
  class Attributes {

    @Test
    void a_comparison_with_something_absent_is_false_and_so_is_its_opposite() {
      CloudEvent event = Events.event().build();

      for (String leaf :
          List.of("x = 'a'", "x <> 'a'", "x IN ('a')", "x LIKE '%'", "x < 5", "x >= 5")) {
        refuses(event, leaf, "NOT (" + leaf + ")", "NOT (NOT (" + leaf + "))");
      }
      refuses(event, "EXISTS x", "NOT (x = 'a' OR id = '1')", "NOT (x = 'a' AND id = '1')");
      takes(event, "NOT EXISTS x", "NOT (x = 'a' AND id = '2')", "x = 'a' OR id = '1'");
    }

    @Test
    void types_compare_as_their_canonical_text() {
      CloudEvent event =
          Events.event()
              .withTime(OffsetDateTime.parse("2026-01-02T03:04:00Z"))
              .withDataSchema(URI.create("urn:a"))
              .withExtension("int", 5)
              .withExtension("flag", true)
              .withExtension("uri", URI.create("/a?b"))
              .withExtension("bytes", new byte[] {1, 2, 3})
              .withExtension("at", OffsetDateTime.parse("2026-01-02T03:04:05.600+01:00"))
              .build();

      takes(event, "specversion = '1.0'", "time = '2026-01-02T03:04:00Z'", "dataschema = 'urn:a'");
      takes(event, "int = 5", "int = '5'", "int = 5.0", "int IN (5)", "int LIKE '5'", "int < 5.1");
      takes(event, "flag = TRUE", "flag = 'true'", "flag <> 'TRUE'", "uri = '/a?b'");
      takes(event, "bytes = 'AQID'", "at = '2026-01-02T03:04:05.6+01:00'", "source = '/shop/eu'");
      refuses(event, "int = '5.0'", "flag < 1", "NOT (flag < 1)");
    }

    @Test
    void values_are_case_sensitive_and_keywords_are_not() {
      CloudEvent event = Events.with("tier", "Gold");

      takes(event, "tier = 'Gold' aNd NoT (tier like 'g%')", "tier in ('Gold')");
      refuses(event, "tier = 'gold'", "tier IN ('GOLD')", "tier LIKE 'gold'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5.0", "05", "+5", "0.5e1", "50e-1", "5.00000000000000000000"})
    void sizes_compare_decimals_exactly(String five) {
      CloudEvent event = Events.with("x", five);

      takes(
          event,
          "x <= 5",
          "x >= 5",
          "x > 4.9999999999999999999999999",
          "x < 123456789012345678901");
      refuses(event, "x < 5", "x > 5");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "a",
          " 5",
          "5 ",
          ".5",
          "5.",
          "1e",
          "0x5",
          "NaN",
          "--5",
          "\u0665",
          "1e9999999999"
        })
    void what_is_no_decimal_has_no_size(String text) {
      refuses(Events.with("x", text), "x < 5", "x >= 5", "NOT (x < 5)");
    }

    @Test
    void a_huge_exponent_costs_nothing() {
      takes(Events.with("x", "1e999999999"), "x > 9999999999999999999999999");
      takes(Events.with("x", "-1e999999999"), "x < 0.1");
      takes(Events.with("x", "1e-999999999"), "x > 0", "x < 0.000000000001");
      refuses(Events.with("x", "9".repeat(1_001)), "x > 5", "x <= 5");
    }

    @Test
    void numbers_near_the_limits_of_fast_comparison_are_exact() {
      for (String x :
          List.of("9223372036854775807", "-9223372036854775808", "0.000000000000000001")) {
        takes(Events.with("x", x), "x <= " + x, "x >= " + x, "x <> 0");
        refuses(Events.with("x", x), "x < " + x, "x > " + x);
      }
      takes(Events.with("x", "999999999999999999"), "x > 0.000000000000000001", "x < 1e18");
      takes(Events.with("x", "-99999999999999.999"), "x > -100000000000000", "x < -99999999999999");
      CloudEvent longs = Events.event().withExtension("x", (Number) Long.MAX_VALUE).build();
      takes(
          longs,
          "x <= 9223372036854775807",
          "x > 9223372036854775806.999",
          "x > 0.000000000000000001");
    }

    @Test
    void an_injected_value_matches_only_itself() {
      for (String evil :
          List.of(
              "x' OR 1=1 --", "a\" OR attributes:b", "\"); x", "*", "\\", "'", "\\'", "%", "_")) {
        Filter filter = Filter.parse(Filter.attribute("x").equalTo(evil).toString());

        assertThat(filter.test(Events.with("x", evil))).isTrue();
        assertThat(filter.test(Events.with("x", "b"))).isFalse();
      }
    }

    @Test
    void names_that_are_words_elsewhere_are_plain_names_here() {
      takes(Events.with("user", "a"), "user = 'a'");
      takes(Events.with("select", "a"), "select LIKE 'a'");
      takes(Events.with("null", "a"), "null = 'a'");
    }

    @Test
    void events_of_version_0_3_are_filtered_too() {
      CloudEvent event =
          CloudEventBuilder.v03().withId("1").withSource(URI.create("/a")).withType("t").build();

      takes(event, "specversion = '0.3' AND type = 't'", "NOT EXISTS dataschema");
    }
  }

  @Nested
  class Patterns {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "abc", "abc%", "a%", "%c", "%b%", "%", "a_c", "___", "a%c", "%_b_%", "a%b%c", "_%_"
        })
    void fit(String pattern) {
      assertThat(LikePattern.of(pattern).matches("abc")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "ab", "b%", "%b", "%x%", "_", "____", "a%b", "%abcd", "a%bc%c", "A%"})
    void do_not_fit(String pattern) {
      assertThat(LikePattern.of(pattern).matches("abc")).isFalse();
    }

    @Test
    void a_backslash_takes_the_meaning_from_a_wildcard() {
      assertThat(LikePattern.of("100\\%").matches("100%")).isTrue();
      assertThat(LikePattern.of("100\\%").matches("1000")).isFalse();
      assertThat(LikePattern.of("a\\_b%").matches("a_bc")).isTrue();
      assertThat(LikePattern.of("a\\b").matches("a\\b")).isTrue();
      assertThat(LikePattern.of("a\\\\%").matches("a\\xyz")).isTrue();
      assertThat(LikePattern.of("a\\").matches("a\\")).isTrue();
    }

    @Test
    void an_underscore_is_one_code_point_and_line_breaks_are_ordinary() {
      assertThat(LikePattern.of("a_c").matches("a\ud83d\ude00c")).isTrue();
      assertThat(LikePattern.of("a__c").matches("a\ud83d\ude00c")).isFalse();
      assertThat(LikePattern.of("%_").matches("\ud83d\ude00")).isTrue();
      assertThat(LikePattern.of("a%c_").matches("a\n\u2028c\n")).isTrue();
    }

    @Test
    void time_is_linear_in_the_length_of_the_value() {
      String value = "a".repeat(200_000);
      LikePattern pattern = LikePattern.of("%a_a".repeat(40) + "%b");

      assertThat(pattern.matches(value)).isFalse();
      assertThat(pattern.matches(value + "b")).isTrue();
    }

    @Test
    void a_compiler_need_not_parse_them() {
      assertThat(shapes("", "a", "a%", "%a", "%a%", "%", "%%", "_", "a%b", "a_%"))
          .isEqualTo("EXACT EXACT PREFIX SUFFIX CONTAINS ANY ANY OTHER OTHER OTHER");
      assertThat(LikePattern.of("%50\\%%").text()).isEqualTo("50%");
      assertThat(LikePattern.of("a\\_b_%c").prefix()).isEqualTo("a_b");
      assertThat(LikePattern.of("%a").prefix()).isEmpty();
      assertThat(LikePattern.of("a%%_").parts())
          .containsExactly(
              new LikePattern.Text("a"), LikePattern.Wildcard.ANY, LikePattern.Wildcard.ONE);
    }

    private String shapes(String... patterns) {
      return List.of(patterns).stream()
          .map(p -> LikePattern.of(p).shape().name())
          .collect(Collectors.joining(" "));
    }
  }

  @Nested
  class Data {

    private final CloudEvent event =
        Events.withData(
            """
            {"s":"gold","n":5.0,"big":12345678901234567890.5,"t":true,"z":null,"five":"5",
             "o":{"p":{"q":"deep"}},"l":[1,2],"":"empty","a.b":"dotted","e":""}""");

    @Test
    void compares_with_literals_of_its_own_type() {
      takes(event, "data.s = 'gold'", "data.n = 5", "data.n = 5.00", "data.t = TRUE");
      takes(event, "data.five = '5'", "data.big = 12345678901234567890.5", "data.e = ''");
      takes(event, "data.s <> 'x'", "data.n <> 6", "data.t <> FALSE", "data.s LIKE 'g%'");
      takes(event, "data.n < 5.1 AND data.n >= 5", "data.big > 12345678901234567890.4");
      refuses(event, "data.s = 'Gold'", "data.n < 5", "data.t = FALSE", "data.s NOT LIKE 'g%'");
    }

    @Test
    void of_another_type_counts_as_absent() {
      refuses(event, "data.n = '5'", "data.n <> '5'", "data.five = 5", "data.five <> 5");
      refuses(event, "data.five < 6", "data.five >= 5", "data.n LIKE '%'", "data.n NOT LIKE '%'");
      refuses(event, "data.t = 'true'", "data.t <> 'true'", "data.s = TRUE", "NOT (data.s = TRUE)");
    }

    @Test
    void null_objects_arrays_and_gaps_count_as_absent() {
      for (String path : List.of("z", "o", "o.p", "l", "l.0", "s.x", "missing", "o.p.q.r")) {
        refuses(event, "EXISTS data." + path, "data." + path + " <> 'x'", "data." + path + " <> 1");
        takes(event, "NOT EXISTS data." + path);
      }
      takes(event, "EXISTS data.o.p.q", "data.o.p.q = 'deep'", "EXISTS data.e", "EXISTS data.t");
    }

    @Test
    void any_key_can_be_named() {
      takes(event, "data.'' = 'empty'", "data.'a.b' = 'dotted'");
      refuses(event, "EXISTS data.a.b");
    }

    @Test
    void in_compares_with_the_values_of_its_type() {
      takes(event, "data.n IN (1, 5, '6')", "data.n NOT IN (1, 'x')", "data.s IN (1, 'gold')");
      takes(event, "data.s NOT IN (1, 'x')", "data.t IN (TRUE)", "data.t NOT IN (FALSE, 1)");
      refuses(event, "data.n IN ('5')", "data.n NOT IN ('5', TRUE)", "data.z NOT IN (1)");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "not json",
          "5",
          "\"a\"",
          "null",
          "[{\"a\":1}]",
          "{\"a\":1",
          "{\"a\":1} x",
          "{\"a\":1}{}",
          "{'a':1}",
          "{\"a\":01}",
          "{\"a\":NaN}",
          "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}",
          "{\"a\":1,\"a\":1}",
          "{\"b\":{},\"a\":1,\"b\":{}}",
          "{\"a\":1,}"
        })
    void what_two_readers_could_understand_differently_is_absent(String text) {
      refuses(Events.withData(text), "data.a = 1", "data.a <> 2", "EXISTS data.a");
    }

    @Test
    void bounds_hold() {
      String deep = "{\"a\":1,\"b\":" + "[".repeat(64) + "]".repeat(64) + "}";
      String digits = "{\"a\":1,\"b\":" + "1".repeat(1_001) + "}";

      takes(Events.withData(deep.replace("[[", "[").replace("]]", "]")), "data.a = 1");
      refuses(Events.withData(deep), "data.a = 1");
      refuses(Events.withData(digits), "data.a = 1");
      takes(Events.withData("{\"a\":1e999999999}"), "data.a > 5", "data.a <> 5");
      refuses(Events.withData("{\"a\":1e9999999999}"), "data.a > 5", "data.a <> 5");
    }

    @Test
    void the_content_type_must_be_json() {
      for (String json :
          List.of("application/json", "text/JSON; charset=utf-8", "application/cloudevents+json")) {
        takes(Events.withData(json, "{\"a\":1}"), "data.a = 1");
      }
      for (String other :
          List.of("text/plain", "application/xml", "json", "application/jsonlines")) {
        refuses(Events.withData(other, "{\"a\":1}"), "data.a = 1");
      }
      byte[] bytes = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
      CloudEvent untyped = Events.event().withData(bytes).build();
      takes(untyped, "data.a = 1");
      refuses(Events.event().build(), "EXISTS data.a");
    }

    @Test
    void is_read_only_if_the_attributes_leave_it_open() {
      CloudEvent unreadable =
          Events.event()
              .withData(
                  () -> {
                    throw new AssertionError("the data was read");
                  })
              .build();

      refuses(unreadable, "data.a = 1 AND id = '2'");
      takes(unreadable, "(data.a = 1 OR id = '1') AND EXISTS type");
    }

    @Test
    void many_paths_share_one_reading() {
      String filter = String.join(" AND ", Collections.nCopies(100, "data.o.p.q = 'deep'"));

      takes(event, filter + " AND data.s = 'gold' AND NOT EXISTS data.o");
    }
  }
}
