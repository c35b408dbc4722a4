package dev.isobar.filter;

import static dev.isobar.filter.Filter.attribute;
import static dev.isobar.filter.Filter.data;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of the grammar, and the canonical text. */
class FilterTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TRUE                             | TRUE",
        "false                            | FALSE",
        "not true                         | FALSE",
        "NOT FALSE                        | TRUE",
        "EXISTS subject                   | EXISTS subject",
        "not exists subject               | NOT EXISTS subject",
        "EXISTS data.a.b                  | EXISTS data.a.b",
        "type='a'                         | type = 'a'",
        "type = \"a\"                     | type = 'a'",
        "type <> 'a'                      | type <> 'a'",
        "type != 'a'                      | type <> 'a'",
        "prio = 5                         | prio = '5'",
        "prio = 5.0                       | prio = '5'",
        "prio = -0.50                     | prio = '-0.5'",
        "prio = TRUE                      | prio = 'true'",
        "data.a = 5.0                     | data.a = 5",
        "data.a = 1e3                     | data.a = 1000",
        "data.a = +5                      | data.a = 5",
        "data.a = true                    | data.a = TRUE",
        "data.a = '5'                     | data.a = '5'",
        "prio < 5                         | prio < 5",
        "prio<=-5                         | prio <= -5",
        "prio > 0.1                       | prio > 0.1",
        "prio >= 5                        | prio >= 5",
        "type like 'a%'                   | type LIKE 'a%'",
        "type NOT LIKE '%%_\\%'           | type NOT LIKE '%_\\%'",
        "type IN ('a','b' , 'c')          | type IN ('a', 'b', 'c')",
        "type not in (1, TRUE, 'c')       | type NOT IN ('1', 'true', 'c')",
        "data.a IN (1, true, 'c')         | data.a IN (1, TRUE, 'c')",
        "(((type = 'a')))                 | type = 'a'",
        "id='1' AND (id='2' AND id='3')   | id = '1' AND id = '2' AND id = '3'",
        "id='1' or id='2' OR id='3'       | id = '1' OR id = '2' OR id = '3'",
        "(id='1' or id='2') and id='3'    | (id = '1' OR id = '2') AND id = '3'",
        "NOT (id='1' OR id <> '2')        | id <> '1' AND id = '2'",
        "NOT (id LIKE 'a' AND EXISTS id)  | id NOT LIKE 'a' OR NOT EXISTS id",
        "NOT (id < 1 AND id >= 2)         | id >= 1 OR id < 2",
        "NOT (NOT (id IN ('1')))          | id IN ('1')",
        "id = '1' AND TRUE                | id = '1'",
        "id = '1' AND FALSE               | FALSE",
        "id = '1' OR TRUE                 | TRUE",
        "id = '1' OR FALSE                | id = '1'",
        "order1 = 'a'                     | order1 = 'a'",
        "5g = 'a'                         | 5g = 'a'",
        "data.in.not.a-b._5 = 1           | data.in.not.a-b._5 = 1",
        "data.'a b'.\"c.d\" = 1           | data.'a b'.'c.d' = 1",
        "data.'' = 1                      | data.'' = 1",
      })
  void a_text_has_one_canonical_form(String text, String canonical) {
    Filter filter = Filter.parse(text);

    assertThat(filter).hasToString(canonical).isEqualTo(Filter.parse(canonical));
  }

  @Test
  void white_space_may_be_anywhere_between_words() {
    assertThat(Filter.parse("\n\ttype\r\n= 'a'  AND\n(\nid\t<>'b')\n"))
        .hasToString("type = 'a' AND id <> 'b'");
  }

  @Test
  void a_backslash_escapes_itself_and_the_quote_and_is_ordinary_elsewhere() {
    assertThat(valueOf("id = 'it\\'s'")).isEqualTo("it's");
    assertThat(valueOf("id = \"say \\\"x\\\"\"")).isEqualTo("say \"x\"");
    assertThat(valueOf("id = 'a\\\\'")).isEqualTo("a\\");
    assertThat(valueOf("id = 'a\\n\\\"'")).isEqualTo("a\\n\\\"");
    assertThat(valueOf("id = \"it's\"")).isEqualTo("it's");
  }

  private static String valueOf(String text) {
    return ((Filter.Equal) Filter.parse(text)).value().text();
  }

  @Test
  void the_builder_makes_the_same_tree() {
    assertThat(attribute("type").like("com.acme.%").and(data("order", "total").lessThan(5)))
        .isEqualTo(Filter.parse("type LIKE 'com.acme.%' AND data.order.total < 5"));
    assertThat(
            attribute("tier")
                .in("gold", "silver")
                .or(data("vip").equalTo(true))
                .or(attribute("prio").atLeast(new BigDecimal("1E+1")))
                .negate())
        .isEqualTo(
            Filter.parse("NOT (tier IN ('gold','silver') OR data.vip = TRUE OR prio >= 10)"));
  }

  @Test
  void each_verb_of_the_builder_has_its_text() {
    Path a = data("a");
    assertThat(
            List.of(
                a.exists(),
                a.notExists(),
                a.equalTo("x"),
                a.notEqualTo("x"),
                a.equalTo(1),
                a.notEqualTo(1.5),
                a.equalTo(true),
                a.notEqualTo(false),
                a.in("x", "y"),
                a.in(1, 2),
                a.notIn("x"),
                a.notIn(1),
                a.like("x%"),
                a.notLike("_"),
                a.startsWith("50%"),
                a.endsWith("_"),
                a.contains("\\"),
                a.lessThan(1),
                a.atMost(2L),
                a.greaterThan(new BigDecimal("3.0")),
                a.atLeast(4)))
        .extracting(Filter::toString)
        .containsExactly(
            "EXISTS data.a",
            "NOT EXISTS data.a",
            "data.a = 'x'",
            "data.a <> 'x'",
            "data.a = 1",
            "data.a <> 1.5",
            "data.a = TRUE",
            "data.a <> FALSE",
            "data.a IN ('x', 'y')",
            "data.a IN (1, 2)",
            "data.a NOT IN ('x')",
            "data.a NOT IN (1)",
            "data.a LIKE 'x%'",
            "data.a NOT LIKE '_'",
            "data.a LIKE '50\\%%'",
            "data.a LIKE '%\\_'",
            "data.a LIKE '%\\\\\\%'",
            "data.a < 1",
            "data.a <= 2",
            "data.a > 3",
            "data.a >= 4");
  }

  @Test
  void lists_of_filters_are_joined_and_simplified() {
    Filter a = attribute("id").equalTo("a");
    Filter b = attribute("id").equalTo("b");

    assertThat(Filter.or(List.of())).isEqualTo(Filter.FALSE);
    assertThat(Filter.and(List.of())).isEqualTo(Filter.TRUE);
    assertThat(Filter.or(List.of(a))).isSameAs(a);
    assertThat(Filter.or(List.of(a, a.or(b), Filter.FALSE)))
        .hasToString(a + " OR " + a + " OR " + b);
    assertThat(Filter.or(List.of(a, Filter.TRUE))).isEqualTo(Filter.TRUE);
    assertThat(Filter.and(List.of(a, Filter.TRUE, b))).isEqualTo(a.and(b));
    assertThat(Filter.and(List.of(a, Filter.FALSE))).isEqualTo(Filter.FALSE);
    assertThat(Filter.not(a.or(b))).isEqualTo(a.negate().and(b.negate()));
  }

  @Test
  void a_filter_knows_what_it_looks_at() {
    Filter filter =
        Filter.parse("type = 'a' AND (prio < 5 OR data.x.y LIKE 'a' OR NOT EXISTS type)");

    assertThat(filter.paths())
        .containsExactly(attribute("type"), attribute("prio"), data("x", "y"));
    assertThat(filter.referencesData()).isTrue();
    assertThat(Filter.parse("type IN ('a')").referencesData()).isFalse();
    assertThat(Filter.TRUE.paths()).isEmpty();
  }
}
