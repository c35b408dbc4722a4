package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What strangers send: foreign with a reason, within bounds, never an exception. */
class ForeignTest {
  private static final int LARGE = 256 * 1_024;

  private record Case(String name, String body, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, String body, String reason) {
    return new Case(name, body, reason);
  }

  static Stream<Case> envelopes() {
    return Stream.of(
        of("no body", "", "it ends early, at byte 0"),
        of("no JSON", "hello", "byte 0 is not '{'"),
        of("no object", "[]", "byte 0 is not '{'"),
        of("an empty object", "{}", "byte 1 is not '\"'"),
        of("256 KiB of {", "{".repeat(LARGE), "byte 1 is not '\"'"),
        of("256 KiB of [", "[".repeat(LARGE), "byte 0 is not '{'"),
        of("256 KiB of quotes", "\"".repeat(LARGE), "byte 0 is not '{'"),
        of("depth 65", with("\"data\":" + nested(64)), "nested deeper than 64"),
        of("depth 1,001", with("\"data\":" + nested(1_001)), "nested deeper than 64"),
        of("depth 100,000", with("\"data\":" + nested(100_000)), "nested deeper than 64"),
        of("1,001 digits", with("\"data\":" + "1".repeat(1_001)), "more than 1000 digits"),
        of("1,001 decimals", with("\"data\":0." + "1".repeat(1_000)), "more than 1000 digits"),
        of("1e999999999", with("\"data\":1e999999999"), "more than 4 digits"),
        of("a huge attribute", with("\"a\":" + "1".repeat(1_001)), "more than 1000 digits"),
        of("duplicate id", with("\"id\":\"2\""), "a key stands twice in one object"),
        of("disguised id", with("\"\\u0069d\":\"2\""), "a key stands twice in one object"),
        of("duplicate in data", with("\"data\":[{\"a\":1,\"a\":1}]"), "a key stands twice"),
        of("both", with("\"data\":1,\"data_base64\":\"AA==\""), "both data and data_base64"),
        of("both, null", with("\"data\":1,\"data_base64\":null"), "both data and data_base64"),
        of("base64", with("\"data_base64\":\"A*==\""), "no Base64"),
        of("url base64", with("\"data_base64\":\"-_-_\""), "no Base64"),
        of("line breaks", with("\"data_base64\":\"AA\\n==AAA\""), "no Base64"),
        of("short base64", with("\"data_base64\":\"AAA\""), "not a multiple of four"),
        of("base64 number", with("\"data_base64\":1"), "data_base64 is not a string"),
        of("version", envelope().replace("1.0", "0.3"), "specversion is '0.3'; only '1.0'"),
        of("version 1.1", envelope().replace("1.0", "1.1"), "specversion is '1.1'; only '1.0'"),
        of("version number", envelope().replace("\"1.0\"", "1.0"), "specversion is not a string"),
        of("no version", "{\"id\":\"1\"}", "specversion is missing"),
        of("no id", envelope().replace("\"id\"", "\"ix\""), "id is missing or empty"),
        of("empty id", envelope().replace("\"42\"", "\"\""), "id is missing or empty"),
        of("null id", envelope().replace("\"42\"", "null"), "id is missing or empty"),
        of("number as id", envelope().replace("\"42\"", "42"), "id is not a string"),
        of("no source", envelope().replace("\"source\"", "\"s\""), "source is missing"),
        of("empty source", envelope().replace("\"/s\"", "\"\""), "source is missing or empty"),
        of("no type", envelope().replace("\"type\"", "\"t\""), "type is missing or empty"),
        of("source", envelope().replace("/s", "a b"), "source is no URI reference"),
        of("scheme alone", envelope().replace("/s", "urn:"), "source is no URI reference"),
        of("schema", with("\"dataschema\":\"%zz\""), "dataschema is no URI reference"),
        of("time", with("\"time\":\"yesterday\""), "time is no RFC 3339"),
        of("day", with("\"time\":\"2026-02-29T00:00:00Z\""), "time is no RFC 3339"),
        of("month", with("\"time\":\"2026-13-01T00:00:00Z\""), "time is no RFC 3339"),
        of("hour", with("\"time\":\"2026-01-01T24:00:01Z\""), "time is no RFC 3339"),
        of("second 60", with("\"time\":\"2016-12-31T23:59:60Z\""), "time is no RFC 3339"),
        of("no offset", with("\"time\":\"2026-01-01T00:00:00\""), "time is no RFC 3339"),
        of("no seconds", with("\"time\":\"2026-01-01T00:00Z\""), "time is no RFC 3339"),
        of("10 digits", with("\"time\":\"2026-01-01T00:00:00.1234567890Z\""), "no RFC 3339"),
        of("no seconds, long", with("\"time\":\"2026-01-01T00:00+00:00\""), "no RFC 3339"),
        of("no fraction", with("\"time\":\"2026-01-01T00:00:00.Z\""), "no RFC 3339"),
        of("year", with("\"time\":\"+12026-01-01T00:00:00Z\""), "no RFC 3339"),
        of("upper case", with("\"Foo\":1"), "'Foo' is no name of an attribute"),
        of("empty name", with("\"\":1"), "'' is no name of an attribute"),
        of("long name", with("\"" + "a".repeat(65) + "\":1"), "is no name of an attribute"),
        of("line in name", with("\"\\nERROR\":1"), "'?ERROR' is no name of an attribute"),
        of("object", with("\"a\":{}"), "attribute 'a' is an object or an array"),
        of("array", with("\"subject\":[]"), "attribute 'subject' is an object or an array"),
        of("lone surrogate", with("\"a\":\"\\ud800\""), "attribute 'a' holds a lone surrogate"),
        of("swapped", with("\"a\":\"\\udc00\\ud800\""), "attribute 'a' holds a lone surrogate"),
        of("half in text", with("\"datacontenttype\":\"text/x\",\"data\":\"\\ud8\""), "hexa"),
        of(
            "lone in text",
            with("\"datacontenttype\":\"text/x\",\"data\":\"\\ud800\""),
            "the text in data holds a lone surrogate"),
        of("long", with("\"a\":\"" + "x".repeat(65_537) + "\""), "longer than 65536 characters"),
        of("raw line break", with("\"a\":\"\n\""), "a control character stands in a string"),
        of("escape", with("\"a\":\"\\x\""), "is not an escape"),
        of("hex", with("\"a\":\"\\u00g0\""), "is not a hexadecimal digit"),
        of("full-width digits", with("\"a\":\"\\u\uFF10041\""), "is not a hexadecimal digit"),
        of("leading zero", with("\"a\":01"), "is not ','"),
        of("plus", with("\"a\":+1"), "is not a value"),
        of("NaN", with("\"data\":NaN"), "is not a value"),
        of("bare point", with("\"data\":1."), "is not a value"),
        of("comment", with("\"a\":1/**/"), "is not ','"),
        of("trailing comma", envelope().replace("}", ",}"), "is not '\"'"),
        of("more behind", envelope() + "{}", "is not the end"),
        of("NUL behind", envelope() + "\0", "is not the end"),
        of("byte order mark", "\uFEFF" + envelope(), "byte 0 is not '{'"),
        of("a batch", "[" + envelope() + "]", "byte 0 is not '{'"),
        of(
            "an SNS envelope",
            "{\"Type\":\"Notification\",\"TopicArn\":\"arn:x\",\"Message\":\"{}\"}",
            "'Type' is no name of an attribute"));
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void is_foreign_with_a_reason(Case given) {
    assertThat(reason(Events.structured(given.body))).contains(given.reason);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void is_foreign_also_when_no_content_type_is_told(Case given) {
    WireMessage untold = Events.received(given.body.getBytes(UTF_8), null, Map.of());

    assertThat(reason(untold))
        .startsWith("no attributes of a CloudEvent; no content type, and as JSON ")
        .contains(given.reason);
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void becomes_an_event_with_the_same_bytes(Case given) {
    WireMessage message = Events.structured(given.body);

    CloudEvent event = EventCodec.synthetic(message, "1", "queue", null, reason(message));

    byte[] data = event.getData() == null ? new byte[0] : event.getData().toBytes();
    assertThat(data).isEqualTo(given.body.getBytes(UTF_8));
  }

  @Test
  void bounds_are_not_narrower_than_told() {
    Events.event(Events.structured(with("\"data\":" + nested(63))));
    Events.event(Events.structured(with("\"data\":" + "1".repeat(1_000))));
    Events.event(Events.structured(with("\"data\":1E-9999")));
    Events.event(Events.structured(with("\"" + "a".repeat(64) + "\":1")));
    Events.event(Events.structured(with("\"a\":\"" + "x".repeat(65_536) + "\"")));
    Events.event(Events.structured(with("\"data\":{\"a\":{\"a\":{\"b\":1}},\"b\":{\"a\":1}}")));
  }

  @Test
  void other_content_types_of_cloudevents_are_foreign() {
    for (String type :
        new String[] {"application/cloudevents-batch+json", "application/cloudevents+protobuf"}) {
      assertThat(reason(Events.received(envelope().getBytes(UTF_8), type, Map.of())))
          .isEqualTo("content type '" + type + "' is not one CloudEvent as JSON");
    }
  }

  @Test
  void binary_events_are_read_as_strictly() {
    assertThat(reason(binary(Map.of("ce-id", "1")))).isEqualTo("attribute specversion is missing");
    assertThat(reason(binary(with("ce-specversion", "0.3")))).contains("only '1.0'");
    assertThat(reason(binary(with("ce-source", "a b")))).contains("source is no URI reference");
    assertThat(reason(binary(with("ce-time", "now")))).contains("time is no RFC 3339");
    assertThat(reason(binary(with("ce-id", "")))).contains("id is missing or empty");
    assertThat(reason(binary(with("ce-a", "\ud800")))).contains("lone surrogate");
    assertThat(reason(binary(with("CE_ID", "2")))).contains("'id' stands twice");
    assertThat(reason(binary(with("ce-" + "a".repeat(65), "2")))).contains("is no name");
  }

  @Test
  void telling_the_same_twice_is_no_contradiction() {
    assertThat(Events.event(binary(with("cloudEvents:id", "1"))).getId()).isEqualTo("1");
  }

  @Test
  void many_keys_are_told_apart_in_no_time() {
    StringBuilder many = new StringBuilder("\"data\":{\"a\":1");
    for (int i = 0; i < 40_000; i++) {
      many.append(",\"k").append(i).append("\":1");
    }
    Events.event(Events.structured(with(many + "}")));
    assertThat(reason(Events.structured(with(many + ",\"zz\":1,\"\\u0061\":1}"))))
        .contains("twice");
    assertThat(reason(Events.structured(with(many + ",\"a\":1}")))).contains("twice");
  }

  @Test
  void hostile_input_costs_little_memory() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String keys = "{\"" + "\":{\"".repeat(LARGE / 4);
    for (String body :
        new String[] {
          "{".repeat(LARGE),
          keys,
          with("\"data\":" + nested(100_000)),
          with("\"data\":\"" + "\\u0000".repeat(LARGE / 6)),
          with("\"data\":" + "[1,".repeat(63) + "1,".repeat(LARGE / 2))
        }) {
      WireMessage message = Events.structured(body);
      long before = threads.getCurrentThreadAllocatedBytes();

      EventCodec.decode(message);

      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }
  }

  @Property
  void random_bytes_never_throw(@ForAll byte[] body) {
    assertThat(reason(Events.received(body, "application/cloudevents+json", Map.of())))
        .isNotEmpty();
    assertThat(reason(Events.received(body, null, Map.of("ce-id", "1")))).isNotEmpty();
  }

  @Property
  void damaged_events_never_throw(
      @ForAll @Size(max = 4) int[] places, @ForAll long seed, @ForAll boolean cut) {
    byte[] body =
        EventCodec.encode(Events.complete().build(), Events.STRUCTURED, "").body().clone();
    Random random = new Random(seed);
    byte[] alphabet = "{}[]\",:\\u0e-.\0\u00ff".getBytes(UTF_8);
    for (int place : places) {
      body[Math.floorMod(place, body.length)] = alphabet[random.nextInt(alphabet.length)];
    }
    byte[] sent = cut ? Arrays.copyOf(body, random.nextInt(body.length)) : body;

    Decoded decoded = EventCodec.decode(Events.received(sent, null, Map.of()));

    if (decoded instanceof Decoded.Event event) {
      touch(event.event());
    } else {
      assertThat(reason(Events.received(sent, null, Map.of()))).isNotEmpty();
    }
  }

  /** Everything that is made late was checked early. */
  private static void touch(CloudEvent event) {
    event.getSource();
    event.getDataSchema();
    event.getTime();
    event.hashCode();
    EventCheck.check(event, false, true, Events.STRUCTURED);
  }

  private static String reason(WireMessage message) {
    String reason = Events.reason(message);
    assertThat(reason).matches("[ -~]{1,300}");
    return reason;
  }

  private static WireMessage binary(Map<String, String> attributes) {
    return Events.received(new byte[] {1}, "a/b", attributes);
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> attributes =
        new TreeMap<>(
            Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t"));
    attributes.put(name, value);
    return attributes;
  }

  private static String with(String members) {
    String envelope = envelope();
    return envelope.substring(0, envelope.length() - 1) + "," + members + "}";
  }

  private static String envelope() {
    return "{\"specversion\":\"1.0\",\"id\":\"42\",\"source\":\"/s\",\"type\":\"t\"}";
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
