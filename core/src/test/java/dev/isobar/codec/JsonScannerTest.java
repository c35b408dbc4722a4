package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The scanner against jackson-core, which is asked to be as strict. */
class JsonScannerTest {
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  @Provide
  Arbitrary<byte[]> nearlyJson() {
    Arbitrary<String> valid = Events.json();
    Arbitrary<String> pieces =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"a\"",
                "\"b\"",
                "\"\\u0061\"",
                "1",
                "-",
                "0",
                ".5",
                "e3",
                "E+",
                "true",
                "null",
                "\"",
                "\\",
                " ",
                "\n",
                "\u0000",
                "\u007f",
                "é",
                "😀")
            .list()
            .ofMaxSize(12)
            .map(list -> String.join("", list));
    Arbitrary<String> cut =
        Combinators.combine(valid, Arbitraries.integers().between(0, 60))
            .as((text, length) -> text.substring(0, Math.min(length, text.length())));
    Arbitrary<byte[]> damaged =
        Combinators.combine(valid, Arbitraries.integers().between(0, 60), Arbitraries.bytes())
            .as(
                (text, place, value) -> {
                  byte[] bytes = text.getBytes(UTF_8);
                  bytes[place % bytes.length] = value;
                  return bytes;
                });
    Arbitrary<byte[]> texts =
        Arbitraries.oneOf(valid, pieces, cut).map(text -> text.getBytes(UTF_8));
    return Arbitraries.oneOf(texts, damaged);
  }

  @Property(tries = 2_000)
  void accepts_what_jackson_accepts(@ForAll("nearlyJson") byte[] value) {
    byte[] json = inArray(value);
    Assume.that(!new String(value, UTF_8).matches("(?s).*[eE][+-]?\\d{5}.*"));

    assertThat(accepts(json)).as(new String(json, UTF_8)).isEqualTo(jacksonAccepts(json));
  }

  @Property(tries = 500)
  void long_strings_are_scanned_to_their_end(@ForAll("strings") String text) throws IOException {
    byte[] json = inArray(("\"" + text + "\"").getBytes(UTF_8));

    assertThat(accepts(json)).isEqualTo(jacksonAccepts(json));
    if (accepts(json)) {
      try (JsonParser parser = JACKSON.createParser(json)) {
        parser.nextToken();
        assertThat(new JsonScanner(json, 0, json.length).text(2, json.length - 2))
            .isEqualTo(parser.nextTextValue());
      }
    }
  }

  @Provide
  Arbitrary<String> strings() {
    return Arbitraries.oneOf(
        Arbitraries.strings()
            .withChars("abcdefgh \u007f~\u0080\u00e9\u20ac\uFFFE\"\\/u0\u001f\n")
            .ofMaxLength(40),
        Arbitraries.of(
            "\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/\\b\\f\\r\\t", "\\uD83D", "😀", "a\\u0000"));
  }

  @Property(tries = 500)
  void times_are_checked_as_they_are_parsed(@ForAll("times") String text) {
    boolean valid = isTime(text);

    assertThat(passes(() -> Timestamps.check(text))).as(text).isEqualTo(valid);
    if (valid) {
      assertThat(Timestamps.parse(text)).isEqualTo(OffsetDateTime.parse(text));
    }
  }

  @Provide
  Arbitrary<String> times() {
    Arbitrary<String> printed = Events.time().map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format);
    return Combinators.combine(
            printed, Arbitraries.integers().between(0, 40), Arbitraries.chars().ascii(), damage())
        .as(
            (text, place, c, damaged) -> {
              int at = place % text.length();
              return damaged ? text.substring(0, at) + c + text.substring(at + 1) : text;
            });
  }

  private static Arbitrary<Boolean> damage() {
    return Arbitraries.of(true, false);
  }

  @Property(tries = 500)
  void times_are_printed_as_the_jdk_does(@ForAll("anyTime") OffsetDateTime time) {
    String text = Timestamps.print(time);

    assertThat(text).isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
    assertThat(text).hasSize(Timestamps.length(time));
  }

  @Provide
  Arbitrary<OffsetDateTime> anyTime() {
    return Events.time();
  }

  @Property(tries = 2_000)
  void uris_are_checked_as_the_jdk_does(@ForAll("uris") String text) {
    EventCollector collector = new EventCollector();

    assertThat(passes(() -> collector.set("source", text))).as(text).isEqualTo(isUri(text));
  }

  @Provide
  Arbitrary<String> uris() {
    return Arbitraries.of(
            "a", "B", "0", "/", "//", ":", "-", ".", "_", "~", "%", "20", "#", "?", " ", "urn")
        .list()
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  private static boolean accepts(byte[] json) {
    JsonScanner scanner = new JsonScanner(json, 0, json.length);
    return passes(() -> scanner.expectEnd(scanner.value(scanner.space(0), 0)));
  }

  private static boolean passes(Runnable check) {
    try {
      check.run();
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  /** Jackson does not look closely at UTF-8, so a decoder of the JDK does. */
  private static boolean jacksonAccepts(byte[] json) {
    try (JsonParser parser = JACKSON.createParser(json, 0, json.length)) {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      int depth = 0;
      int values = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        parser.getText();
        values += depth == 0 ? 1 : 0;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
      return values == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** Inside of an array, because Jackson lets odd bytes follow a number at the end of its input. */
  private static byte[] inArray(byte[] json) {
    return ByteBuffer.allocate(json.length + 2).put((byte) '[').put(json).put((byte) ']').array();
  }

  private static boolean isTime(String text) {
    String lower = text.toLowerCase();
    try {
      OffsetDateTime.parse(text);
    } catch (RuntimeException e) {
      return false;
    }
    return lower.matches("[0-9-]{10}t[0-9:]{8}(\\.[0-9]{1,9})?(z|[+-][0-9]{2}:[0-9]{2})");
  }

  private static boolean isUri(String text) {
    try {
      new URI(text);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
