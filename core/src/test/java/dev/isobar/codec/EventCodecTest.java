package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two layouts on the way out, and how they are told apart on the way in. */
class EventCodecTest {
  private static final Map<String, String> REQUIRED =
      Map.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t");

  private static final String ENVELOPE =
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";

  @Test
  void structured_is_the_json_format_with_the_data_as_it_is() {
    WireMessage message = EventCodec.encode(Events.complete().build(), Events.STRUCTURED, "dedup");

    assertThat(new String(message.body(), UTF_8))
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"42\",\"source\":\"/orders\","
                + "\"type\":\"com.acme.order.placed\",\"datacontenttype\":\"application/json\","
                + "\"dataschema\":\"https://acme.example/schemas/order\","
                + "\"subject\":\"order/42\",\"time\":\"2026-02-03T04:05:06.789Z\","
                + "\"partitionkey\":\"ann\","
                + "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                + "\"data\":{\"id\": \"42\", \"cents\": 9.990}}");
    assertThat(message.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(message.attributes()).isEmpty();
    assertThat(message.key()).isEqualTo("ann");
    assertThat(message.deduplicationId()).isEqualTo("dedup");
  }

  @Test
  void binary_is_the_data_beside_attributes() {
    CloudEvent event = Events.complete().withExtension("n", 7).withExtension("b", true).build();

    WireMessage message =
        EventCodec.encode(event, Capabilities.builder().binary("cloudEvents_").build(), "dedup");

    assertThat(message.body()).asString(UTF_8).isEqualTo("{\"id\": \"42\", \"cents\": 9.990}");
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.key()).isEqualTo("ann");
    assertThat(message.deduplicationId()).isEqualTo("dedup");
    assertThat(message.attributes())
        .containsOnly(
            Map.entry("cloudEvents_specversion", "1.0"),
            Map.entry("cloudEvents_id", "42"),
            Map.entry("cloudEvents_source", "/orders"),
            Map.entry("cloudEvents_type", "com.acme.order.placed"),
            Map.entry("cloudEvents_dataschema", "https://acme.example/schemas/order"),
            Map.entry("cloudEvents_subject", "order/42"),
            Map.entry("cloudEvents_time", "2026-02-03T04:05:06.789Z"),
            Map.entry("cloudEvents_partitionkey", "ann"),
            Map.entry(
                "cloudEvents_traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            Map.entry("cloudEvents_n", "7"),
            Map.entry("cloudEvents_b", "true"));
  }

  @Test
  void types_of_extensions_survive_in_structured_events() {
    CloudEvent event =
        Events.minimal()
            .withExtension("flag", false)
            .withExtension("least", Integer.MIN_VALUE)
            .withExtension("large", 3_000_000_000L)
            .withExtension("uri", URI.create("https://x.example/"))
            .withExtension("at", OffsetDateTime.parse("2026-01-01T00:00:00.10+01:00"))
            .withExtension("raw", new byte[] {1, 2, 3})
            .build();

    WireMessage message = EventCodec.encode(event, Events.STRUCTURED, "");

    assertThat(message.body())
        .asString(UTF_8)
        .contains(
            "\"flag\":false",
            "\"least\":-2147483648",
            "\"large\":\"3000000000\"",
            "\"uri\":\"https://x.example/\"",
            "\"at\":\"2026-01-01T00:00:00.1+01:00\"",
            "\"raw\":\"AQID\"");
    assertThat(Events.event(message).getExtension("flag")).isEqualTo(false);
    assertThat(Events.event(message).getExtension("least")).isEqualTo(Integer.MIN_VALUE);
    assertThat(Events.event(message).getExtension("large")).isEqualTo("3000000000");
  }

  @ParameterizedTest
  @CsvSource({"3000000000", "1.0", "1e3", "-0"})
  void numbers_that_are_no_integer_of_cloudevents_keep_their_text(String number) {
    CloudEvent event = Events.event(Events.structured(with("\"n\":" + number)));

    assertThat(event.getExtension("n")).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-03T04:05:06Z",
        "2026-02-03T04:05:06.100Z",
        "2026-02-03T04:05:06.123456789+05:30",
        "2024-02-29T23:59:59-00:30",
        "2026-02-03t04:05:06z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void the_text_of_the_time_is_kept(String time) {
    WireMessage message = Events.structured(with("\"time\":\"" + time + "\""));
    CloudEvent event = Events.event(message);

    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse(time.toUpperCase()));
    assertThat(EventCodec.encode(event, Events.STRUCTURED, "").body()).isEqualTo(message.body());
    assertThat(EventCodec.encode(event, Events.BINARY, "").attributes())
        .containsEntry("ce-time", time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "APPLICATION/CloudEvents+JSON; charset=UTF-8",
        "application/cloudevents+json",
        "application/cloudevents"
      })
  void structured_is_told_by_the_content_type_wherever_it_stands(String type) {
    byte[] body = ENVELOPE.getBytes(UTF_8);

    assertThat(Events.event(Events.received(body, type, Map.of())).getId()).isEqualTo("1");
    assertThat(Events.event(Events.received(body, null, Map.of("Content-Type", type))).getId())
        .isEqualTo("1");
    assertThat(Events.event(Events.received(body, "", Map.of("content-type", type))).getId())
        .isEqualTo("1");
  }

  @Test
  void the_envelope_is_the_truth_not_its_copies() {
    WireMessage message =
        Events.received(
            ENVELOPE.getBytes(UTF_8),
            "application/cloudevents+json",
            Map.of("ce-specversion", "1.0", "ce-id", "2", "ce-source", "/x", "ce-type", "u"));

    assertThat(Events.event(message).getId()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce-", "ce_", "cloudEvents_", "cloudEvents:", "CE-", "CLOUDEVENTS:"})
  void binary_is_told_by_the_required_attributes_under_any_prefix(String prefix) {
    Map<String, String> attributes = new HashMap<>(Map.of("other", "x", "ce", "y"));
    attributes.put(prefix + "specversion", "1.0");
    attributes.put(prefix + "ID", "1");
    attributes.put(prefix + "source", "/s");
    attributes.put(prefix + "type", "t");
    attributes.put(prefix + "myext", "é");
    attributes.put(prefix + "my-own", "no name of CloudEvents");

    CloudEvent event = Events.event(Events.received(new byte[] {-1, 0}, "a/b", attributes));

    assertThat(event)
        .isEqualTo(
            CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/s"))
                .withType("t")
                .withExtension("myext", "é")
                .withData("a/b", new byte[] {-1, 0})
                .build());
  }

  @Test
  void the_content_type_of_binary_data_stands_in_one_of_three_places() {
    Map<String, String> attributes = new HashMap<>(REQUIRED);
    attributes.put("ce-datacontenttype", "a/3");
    assertThat(Events.event(Events.received(new byte[1], null, attributes)).getDataContentType())
        .isEqualTo("a/3");
    attributes.put("Content-Type", "a/2");
    assertThat(Events.event(Events.received(new byte[1], null, attributes)).getDataContentType())
        .isEqualTo("a/2");
    assertThat(Events.event(Events.received(new byte[1], "a/1", attributes)).getDataContentType())
        .isEqualTo("a/1");
  }

  @Test
  void an_empty_body_in_binary_mode_is_no_data() {
    assertThat(Events.event(Events.received(new byte[0], null, REQUIRED)).getData()).isNull();
  }

  @Test
  void a_body_without_content_type_is_looked_into() {
    CloudEvent event =
        Events.event(Events.received((" " + ENVELOPE).getBytes(UTF_8), null, Map.of()));

    assertThat(event.getId()).isEqualTo("1");
    assertThat(
            Events.event(
                    Events.received(ENVELOPE.getBytes(UTF_8), null, Map.of("ce-type", "a copy")))
                .getType())
        .isEqualTo("t");
    assertThat(
            Events.reason(Events.received(ENVELOPE.getBytes(UTF_8), "application/json", Map.of())))
        .isEqualTo("no attributes of a CloudEvent");
  }

  @Test
  void the_data_of_an_event_may_be_an_event() {
    CloudEvent outer =
        Events.minimal().withData("application/cloudevents+json", ENVELOPE.getBytes(UTF_8)).build();

    for (Capabilities mode : new Capabilities[] {Events.STRUCTURED, Events.BINARY}) {
      assertThat(Events.event(EventCodec.encode(outer, mode, ""))).isEqualTo(outer);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, false", "11, false", "12, true", "13, true"})
  void attributes_that_are_too_many_go_into_the_envelope(int most, boolean binary) {
    // Ten attributes; one place each for the content type and for the story of a dead letter.
    CloudEvent event = Events.complete().withExtension("a", "b").build();

    WireMessage message = EventCodec.encode(event, limited(most, 1_024), "");

    assertThat(message.attributes().isEmpty()).isEqualTo(!binary);
    assertThat(Events.event(message)).isEqualTo(event);
  }

  @ParameterizedTest
  @CsvSource({"1023, true", "1024, true", "1025, false"})
  void an_attribute_that_is_too_long_goes_into_the_envelope(int bytes, boolean binary) {
    String value = "é".repeat(bytes / 2) + "x".repeat(bytes % 2);
    CloudEvent subject = Events.minimal().withSubject(value).build();
    CloudEvent contentType = Events.minimal().withDataContentType(value).build();

    for (CloudEvent event : new CloudEvent[] {subject, contentType}) {
      WireMessage message = EventCodec.encode(event, limited(100, 1_024), "");

      assertThat(message.attributes().isEmpty()).isEqualTo(!binary);
      assertThat(Events.event(message)).isEqualTo(event);
    }
  }

  @Test
  void data_of_no_bytes_is_not_no_data() {
    CloudEvent none = Events.minimal().withDataContentType("text/plain").build();
    CloudEvent empty = Events.minimal().withData("text/plain", new byte[0]).build();

    for (Capabilities mode : new Capabilities[] {Events.STRUCTURED, Events.BINARY}) {
      assertThat(Events.event(EventCodec.encode(none, mode, "")).getData()).isNull();
      assertThat(Events.event(EventCodec.encode(empty, mode, "")).getData().toBytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\u001bb", "a\u007fb", "a\u0085b", "a\uFFFEb", "a\uFDD0b"})
  void text_with_odd_characters_travels_as_base64(String text) {
    CloudEvent event = Events.minimal().withData("text/plain", text.getBytes(UTF_8)).build();

    WireMessage message = EventCodec.encode(event, Events.STRUCTURED, "");

    assertThat(message.body()).asString(UTF_8).contains("\"data_base64\":\"");
    assertThat(Events.event(message).getData().toBytes()).isEqualTo(text.getBytes(UTF_8));
  }

  @Test
  void half_a_character_in_text_travels_as_base64() {
    byte[] loneSurrogate = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    CloudEvent event = Events.minimal().withData("text/plain", loneSurrogate).build();

    WireMessage message = EventCodec.encode(event, Events.STRUCTURED, "");

    assertThat(message.body()).asString(UTF_8).contains("\"data_base64\":\"Ye2ggA==\"");
    assertThat(Events.event(message).getData().toBytes()).isEqualTo(loneSurrogate);
  }

  @Test
  void text_travels_as_a_string() {
    byte[] text = "\"quoted\"\t\\ é😀\r\n".getBytes(UTF_8);
    CloudEvent event = Events.minimal().withData("text/plain; charset=utf-8", text).build();

    WireMessage message = EventCodec.encode(event, Events.STRUCTURED, "");

    assertThat(message.body())
        .asString(UTF_8)
        .contains("\"data\":\"\\\"quoted\\\"\\t\\\\ é😀\\r\\n\"}");
    assertThat(Events.event(message)).isEqualTo(event);
  }

  @Test
  void data_of_others_comes_back_as_they_meant_it() {
    assertThat(data("\"datacontenttype\":\"text/plain\",\"data\":\"a\\u00e9\\/\""))
        .isEqualTo("aé/");
    assertThat(data("\"datacontenttype\":\"text/plain\",\"data\":{\"a\":1}"))
        .isEqualTo("{\"a\":1}");
    assertThat(data("\"datacontenttype\":\"text/plain\",\"data\":null")).isNull();
    assertThat(data("\"data\":null")).isEqualTo("null");
    assertThat(data("\"data\":\"x\"")).isEqualTo("\"x\"");
    assertThat(data("\"data_base64\":\"YWI\\/\"")).isEqualTo("ab?");
    assertThat(data("\"data_base64\":null")).isNull();
    assertThat(data("\"subject\":null")).isNull();
  }

  @Test
  void a_decoded_event_is_a_value() {
    CloudEvent event = Events.complete().build();
    WireMessage message = EventCodec.encode(event, Events.STRUCTURED, "");
    CloudEvent decoded = Events.event(message);

    assertThat(decoded).isEqualTo(decoded).isEqualTo(Events.event(message)).isEqualTo(event);
    assertThat(decoded).hasSameHashCodeAs(event);
    assertThat(decoded).isNotEqualTo(null).isNotEqualTo("x");
    assertThat(decoded).isNotEqualTo(CloudEventBuilder.v1(event).withId("43").build());
    assertThat(decoded).isNotEqualTo(CloudEventBuilder.v1(event).withoutData().build());
    assertThat(decoded).isNotEqualTo(CloudEventBuilder.v1(event).withExtension("a", 1).build());
    assertThat(decoded.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(decoded.getSource()).isSameAs(decoded.getSource());
    for (String name : event.getAttributeNames()) {
      assertThat(decoded.getAttribute(name)).isEqualTo(event.getAttribute(name));
    }
    assertThat(decoded.getExtensionNames()).containsExactly("partitionkey", "traceparent");
  }

  @Test
  void changing_the_copy_of_the_data_changes_no_message() {
    WireMessage message = EventCodec.encode(Events.complete().build(), Events.BINARY, "");
    byte[] before = message.body().clone();

    Events.event(message).getData().toBytes()[0] = 'X';

    assertThat(message.body()).isEqualTo(before);
  }

  @Test
  void the_text_of_an_event_shows_no_data_and_forges_no_line() {
    CloudEvent event =
        Events.minimal()
            .withId("\n2026 ERROR forged")
            .withData("text/plain", "secret".getBytes(UTF_8))
            .build();

    assertThat(Events.event(EventCodec.encode(event, Events.STRUCTURED, "")).toString())
        .isEqualTo(
            "CloudEvent{id='?2026 ERROR forged', source='/orders', type='com.acme.order.placed'}");
  }

  @Test
  void a_foreign_message_becomes_an_event_of_a_documented_type() {
    byte[] body = {-1, 0, 1};
    WireMessage message = Events.received(body, "image/png", Map.of());

    CloudEvent event =
        EventCodec.synthetic(
            message,
            "native-1",
            "arn:aws:sqs:eu-1:1:q é",
            Instant.parse("2026-02-03T04:05:06.5Z"),
            Events.reason(message));

    assertThat(event)
        .isEqualTo(
            CloudEventBuilder.v1()
                .withId("native-1")
                .withSource(URI.create("urn:isobar:arn%3Aaws%3Asqs%3Aeu-1%3A1%3Aq%20%C3%A9"))
                .withType("dev.isobar.foreign.v1")
                .withTime(OffsetDateTime.parse("2026-02-03T04:05:06.5Z"))
                .withExtension("isobarreason", "no attributes of a CloudEvent")
                .withData("image/png", body)
                .build());
  }

  @Test
  void a_foreign_message_may_hold_nothing() {
    WireMessage message = Events.received(new byte[0], null, Map.of());

    CloudEvent event = EventCodec.synthetic(message, "", "q", null, Events.reason(message));

    assertThat(event.getData()).isNull();
    assertThat(event.getTime()).isNull();
    assertThat(event.getId()).isNotEmpty();
    assertThat(event.getExtension("isobarreason"))
        .isEqualTo(
            "no attributes of a CloudEvent; no content type, and as JSON it ends early, at byte 0");
  }

  private static String data(String members) {
    CloudEvent event = Events.event(Events.structured(with(members)));
    return event.getData() == null ? null : new String(event.getData().toBytes(), UTF_8);
  }

  private static String with(String members) {
    return ENVELOPE.substring(0, ENVELOPE.length() - 1) + "," + members + "}";
  }

  private static Capabilities limited(int attributes, int bytes) {
    Limits limits = Limits.builder().attributes(attributes, bytes, "a document").build();
    return Capabilities.builder().binary("ce-").limits(limits).build();
  }
}
