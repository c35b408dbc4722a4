package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Events and messages for the tests of the codec. */
final class Events {
  static final Capabilities STRUCTURED = Capabilities.builder().build();
  static final Capabilities BINARY = Capabilities.builder().binary("ce-").build();
  static final Capabilities PUBSUB =
      Capabilities.builder()
          .binary("ce-")
          .limits(Limits.builder().attributes(100, 1_024, "Pub/Sub quotas").build())
          .build();

  private Events() {}

  /** An event with the required attributes alone. */
  static CloudEventBuilder minimal() {
    return CloudEventBuilder.v1()
        .withId("42")
        .withSource(URI.create("/orders"))
        .withType("com.acme.order.placed");
  }

  /** An event with every attribute and two extensions. */
  static CloudEventBuilder complete() {
    return minimal()
        .withSubject("order/42")
        .withDataSchema(URI.create("https://acme.example/schemas/order"))
        .withTime(OffsetDateTime.parse("2026-02-03T04:05:06.789Z"))
        .withExtension("partitionkey", "ann")
        .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .withData("application/json", "{\"id\": \"42\", \"cents\": 9.990}".getBytes(UTF_8));
  }

  /** A message as received. */
  static WireMessage received(byte[] body, String contentType, Map<String, String> attributes) {
    return new WireMessage(body, contentType, attributes, null, "");
  }

  /** A structured message as received. */
  static WireMessage structured(String json) {
    return received(json.getBytes(UTF_8), "application/cloudevents+json", Map.of());
  }

  /** Decodes what must be an event. */
  static CloudEvent event(WireMessage message) {
    if (EventCodec.decode(message) instanceof Decoded.Event decoded) {
      return decoded.event();
    }
    throw new AssertionError("foreign: " + EventCodec.decode(message));
  }

  /** Decodes what must be foreign. */
  static String reason(WireMessage message) {
    if (EventCodec.decode(message) instanceof Decoded.Foreign foreign) {
      return foreign.reason();
    }
    throw new AssertionError("not foreign: " + EventCodec.decode(message));
  }

  /** Any event that is published, with any data. */
  static Arbitrary<CloudEvent> any() {
    return Combinators.combine(attributes(), extensions(), data())
        .as(
            (event, extensions, data) -> {
              CloudEventBuilder builder = CloudEventBuilder.v1(event);
              extensions.forEach(
                  (name, value) -> {
                    if (value instanceof Integer number) {
                      builder.withExtension(name, number);
                    } else if (value instanceof Boolean flag) {
                      builder.withExtension(name, flag);
                    } else {
                      builder.withExtension(name, (String) value);
                    }
                  });
              data.get1().ifPresent(builder::withDataContentType);
              data.get2().ifPresent(builder::withData);
              return builder.build();
            });
  }

  /** Any text of Unicode that holds no lone surrogate. */
  static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(40),
        Arbitraries.strings().all().ofMinLength(1).ofMaxLength(20).filter(Utf8::isWellFormed),
        Arbitraries.of(
            "\n2026 ERROR forged", "${jndi:ldap://x}", "\u001b[31m", "😀", "\uFFFE", "\""));
  }

  /** Any JSON text of one value. */
  static Arbitrary<String> json() {
    Arbitrary<String> scalar =
        Arbitraries.oneOf(
            Arbitraries.of(
                "null", "true", "false", "0", "-0", "1e5", "-12.50E-3", "\"\"", "\"😀\""),
            Arbitraries.of("\"\\u0041\\ud83d\\ude00\"", "\"\\ud800\"", "\"a\\/b\""),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.bigDecimals().map(String::valueOf),
            Arbitraries.strings().alpha().ofMaxLength(12).map(s -> "\"" + s + "\""));
    Arbitrary<String> value = scalar;
    for (int depth = 0; depth < 3; depth++) {
      value = Arbitraries.oneOf(scalar, array(value), object(value));
    }
    Arbitrary<String> space = Arbitraries.of("", "", "", " ", "\n\t", "\r\n");
    return Combinators.combine(space, value, space).as((a, b, c) -> a + b + c);
  }

  private static Arbitrary<String> array(Arbitrary<String> value) {
    return value.list().ofMaxSize(4).map(l -> "[" + String.join(" ,", l) + "]");
  }

  private static Arbitrary<String> object(Arbitrary<String> value) {
    Arbitrary<String> key = Arbitraries.strings().alpha().ofMaxLength(5);
    return Arbitraries.maps(key, value)
        .ofMaxSize(4)
        .map(
            m ->
                "{"
                    + String.join(
                        ",",
                        m.entrySet().stream()
                            .map(e -> "\"" + e.getKey() + "\": " + e.getValue())
                            .toList())
                    + "}");
  }

  private static Arbitrary<CloudEvent> attributes() {
    Arbitrary<URI> uri =
        Arbitraries.of(
                "/a", "https://x.example/a?b=c#d", "urn:a:b", "a b%20", "mailto:a@b", "é", "#")
            .map(s -> URI.create(s.replace(' ', '+')));
    return Combinators.combine(
            text(), uri, text(), text().optional(), uri.optional(), time().optional())
        .as(
            (id, source, type, subject, schema, time) -> {
              CloudEventBuilder event =
                  CloudEventBuilder.v1().withId(id).withSource(source).withType(type);
              subject.ifPresent(event::withSubject);
              schema.ifPresent(event::withDataSchema);
              time.ifPresent(event::withTime);
              return event.build();
            });
  }

  /** Any time that has a text of RFC 3339. */
  static Arbitrary<OffsetDateTime> time() {
    return Combinators.combine(
            Arbitraries.longs().between(-62_167_219_200L + 86_400, 253_402_300_799L - 86_400),
            Arbitraries.of(0, 1, 120, 500_000_000, 999_999_999),
            Arbitraries.integers().between(-18 * 60, 18 * 60))
        .as(
            (second, nano, minutes) ->
                OffsetDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC)
                    .plus(Duration.ofNanos(nano))
                    .withOffsetSameInstant(ZoneOffset.ofTotalSeconds(minutes * 60)));
  }

  private static Arbitrary<Map<String, Object>> extensions() {
    Arbitrary<String> name =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(n -> !AttributeNames.isReserved(n));
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            text().map(t -> (Object) t),
            Arbitraries.integers().map(i -> (Object) i),
            Arbitraries.of(true, false).map(b -> (Object) b));
    return Arbitraries.maps(name, value).ofMaxSize(5);
  }

  private static Arbitrary<Tuple2<Optional<String>, Optional<byte[]>>> data() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    Arbitrary<byte[]> texts = text().map(t -> t.getBytes(UTF_8));
    Arbitrary<byte[]> jsons = json().map(t -> t.getBytes(UTF_8));
    return Arbitraries.oneOf(
        typed(List.of("application/json", "application/vnd.a.b+json; v=1", "TEXT/JSON"), jsons),
        jsons.optional().map(d -> Tuple.of(Optional.empty(), d)),
        typed(List.of("text/plain", "text/xml; charset=UTF-8", "text/plain; charset=x"), texts),
        typed(List.of("text/plain", "application/xml", "application/cloudevents+x"), bytes));
  }

  private static Arbitrary<Tuple2<Optional<String>, Optional<byte[]>>> typed(
      List<String> types, Arbitrary<byte[]> data) {
    return Combinators.combine(Arbitraries.of(types), data.optional())
        .as((type, bytes) -> Tuple.of(Optional.of(type), bytes));
  }
}
