package dev.isobar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;

/** What holds for every filter, every event and every text. */
class FilterPropertiesTest {

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void the_answer_is_that_of_the_reference(
      @ForAll("samples") Sample sample, @ForAll("events") CloudEvent event) {
    assertThat(Filter.parse(sample.text()).test(event)).isEqualTo(sample.takes(event));
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void the_opposite_is_never_true_beside_it(
      @ForAll("samples") Sample sample, @ForAll("events") CloudEvent event) {
    Filter filter = Filter.parse(sample.text());

    assertThat(filter.test(event) && filter.negate().test(event)).isFalse();
    assertThat(filter.negate().negate()).isEqualTo(filter);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void what_is_printed_is_read_back(@ForAll("samples") Sample sample) {
    Filter filter = Filter.parse(sample.text());

    assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
    assertThat(Filter.parse(filter.toString())).hasToString(filter.toString());
  }

  @Property
  void every_text_is_quoted_so_that_it_matches_only_itself(
      @ForAll @StringLength(max = 100) String text, @ForAll @StringLength(max = 3) String other) {
    Filter equal = reread(Filter.attribute("x").equalTo(text));
    Filter like =
        reread(
            Filter.attribute("x")
                .like(LikePattern.quote(text.substring(0, Math.min(300, text.length())))));
    Filter field = reread(Filter.data(text).equalTo(text));

    assertThat(equal.test(Events.with("x", text))).isTrue();
    assertThat(equal.test(Events.with("x", other))).isEqualTo(text.equals(other));
    assertThat(like.test(Events.with("x", text))).isTrue();
    assertThat(field.paths()).containsExactly(Filter.data(text));
  }

  @Property
  void every_pattern_is_printed_so_that_it_means_the_same(
      @ForAll("patterns") String pattern, @ForAll("patterns") String value) {
    LikePattern like = LikePattern.of(pattern);

    assertThat(LikePattern.of(like.toString())).isEqualTo(like);
    assertThat(like.matches(value)).isEqualTo(value.matches(Sample.regex(pattern)));
    assertThat(LikePattern.of(LikePattern.quote(value)).matches(value)).isTrue();
    assertThat(LikePattern.of(value).matches(value))
        .isEqualTo(LikePattern.of(value).matches(value));
  }

  private static Filter reread(Filter filter) {
    Filter reread = Filter.parse(filter.toString());
    assertThat(reread).isEqualTo(filter);
    return reread;
  }

  @Provide
  Arbitrary<Sample> samples() {
    return Sample.all();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab%_\\").ofMaxLength(8);
  }

  @Provide
  Arbitrary<CloudEvent> events() {
    return Combinators.combine(attributes(), json(3).injectNull(0.1))
        .as(FilterPropertiesTest::event);
  }

  static Arbitrary<Map<String, String>> attributes() {
    return Arbitraries.maps(Arbitraries.of(Sample.ATTRIBUTES), Sample.values());
  }

  static CloudEvent event(Map<String, String> attributes, String json) {
    CloudEventBuilder builder = Events.event();
    attributes.forEach((name, value) -> set(builder, name, value));
    return json == null
        ? builder.build()
        : builder.withData("application/json", json.getBytes()).build();
  }

  private static void set(CloudEventBuilder builder, String name, String value) {
    switch (name) {
      case "id" -> builder.withId(value);
      case "subject" -> builder.withSubject(value);
      case "type" -> builder.withType(value);
      default -> builder.withExtension(name, value);
    }
  }

  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(
                "5.00", "5E0", "1E400", "true", "false", "null", "[1]", "[{\"a\":1}]", "nonsense"),
            Arbitraries.of(Sample.NUMBERS),
            Sample.values().map(FilterPropertiesTest::jsonString));
    return depth == 0
        ? scalars
        : Arbitraries.oneOf(scalars, objects(depth), objects(depth), objects(depth));
  }

  private static Arbitrary<String> objects(int depth) {
    return Combinators.combine(Arbitraries.of("a", "b", "x y"), json(depth - 1))
        .as((key, value) -> jsonString(key) + ":" + value)
        .list()
        .ofMaxSize(3)
        .map(fields -> fields.stream().collect(Collectors.joining(",", "{", "}")));
  }

  private static String jsonString(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
