package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code publish} refuses, the same on every provider, and what it just about accepts. */
class EventCheckTest {
  private static final int LONGEST = 1_024;
  private static final int LARGEST = 253_952;

  private record Case(String name, CloudEvent event, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, CloudEvent event, String says) {
    return new Case(name, event, says);
  }

  static Stream<Case> refused() {
    return Stream.of(
        of("no id", new Raw().id(null), "attribute id is missing"),
        of("empty id", new Raw().id(""), "attribute id is empty"),
        of("no source", new Raw().source(null), "attribute source is missing"),
        of("empty source", new Raw().source(URI.create("")), "attribute source is empty"),
        of("no type", new Raw().type(null), "attribute type is missing"),
        of("empty type", new Raw().type(""), "attribute type is empty"),
        of("version 0.3", version03(), "specversion is 0.3"),
        of("no version", new Raw().version(null), "specversion is null"),
        of("upper case", extension("Foo", "x"), "'Foo' is not allowed"),
        of("dash", extension("a-b", "x"), "'a-b' is not allowed"),
        of("empty name", extension("", "x"), "'' is not allowed"),
        of("no ASCII", extension("é", "x"), "'?' is not allowed"),
        of("called data", extension("data", "x"), "CloudEvents uses this name itself"),
        of("called id", extension("id", "x"), "CloudEvents uses this name itself"),
        of("21 characters", extension("a".repeat(21), "x"), "names are 1 to 20"),
        of("empty key", extension("partitionkey", ""), "partitionkey is empty"),
        of("long key", extension("partitionkey", "k".repeat(1_025)), "takes 1025 bytes"),
        of("long id", new Raw().id("i".repeat(1_025)), "id' takes 1025 bytes"),
        of("long type", new Raw().type("t".repeat(1_025)), "type' takes 1025 bytes"),
        of("long source", new Raw().source(path(1_025)), "source' takes 1025 bytes"),
        of("long subject", Events.minimal().withSubject(wide(1_025)).build(), "subject"),
        of("long schema", Events.minimal().withDataSchema(path(1_025)).build(), "dataschema"),
        of(
            "long content type",
            Events.minimal().withDataContentType("a/" + "b".repeat(1_023)).build(),
            "datacontenttype"),
        of("lone surrogate", new Raw().id("a\ud800"), "holds a lone surrogate"),
        of("lone low surrogate", extension("a", "\udc00b"), "holds a lone surrogate"),
        of("year 10000", Events.minimal().withTime(time("+10000-01-01T00:00Z")).build(), "time"),
        of("year -1", Events.minimal().withTime(time("-0001-01-01T00:00Z")).build(), "time"),
        of(
            "odd offset",
            Events.minimal().withTime(time("2026-01-01T00:00+01:02:03")).build(),
            "time"),
        of("no JSON", json("{"), "it ends early, at byte 1; datacontenttype"),
        of("two values", json("1 2"), "byte 2 is not the end"),
        of("an injected member", json("1,\"id\":\"other\""), "byte 1 is not the end"),
        of("a word", json("hello"), "byte 0 is not a value"),
        of("white space alone", json(" "), "it ends early"),
        of("Latin-1", json(new byte[] {'"', (byte) 0xE9, '"'}), "it is not UTF-8"),
        of("a byte order mark", json("\uFEFF{}"), "byte 0 is not a value"),
        of("raw U+FFFE", json("\"\uFFFE\""), "must be written as an escape"),
        of("a duplicate key", json("{\"a\":{\"b\":1,\"\\u0062\":2}}"), "stands twice"),
        of("depth 64", json(nested(64)), "nested deeper than 64"),
        of("1,001 digits", json("9".repeat(1_001)), "more than 1000 digits"),
        of("1e99999", json("1e99999"), "more than 4 digits"),
        of(
            "other JSON types",
            Events.minimal().withData("application/vnd.acme+json; v=1", bytes("{]")).build(),
            "'application/vnd.acme+json; v=1'"),
        of(
            "no content type",
            Events.minimal().withData(bytes("hello")).build(),
            "absent, which means JSON"),
        of("failing data", new Raw().data(failing()), "gave no bytes"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Case given) {
    assertThatThrownBy(() -> check(given.event))
        .isInstanceOfSatisfying(
            IsobarException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.outcome()).isEqualTo(Outcome.NOT_STORED);
              assertThat(e.retryable()).isFalse();
              assertThat(e).hasMessageContaining(given.says);
            });
  }

  @ParameterizedTest
  @MethodSource("refused")
  void the_message_is_the_same_everywhere(Case given) {
    String structured = message(given.event, Events.STRUCTURED);

    assertThat(message(given.event, Events.PUBSUB)).isEqualTo(structured);
    assertThat(message(given.event, small(10))).isEqualTo(structured);
  }

  static Stream<Case> accepted() {
    return Stream.of(
        of("the least", Events.minimal().build(), ""),
        of("everything", Events.complete().build(), ""),
        of("20 characters", extension("a".repeat(20), "x"), ""),
        of("a digit first", extension("0a", "x"), ""),
        of("1,023 bytes", extension("a", wide(1_023)), ""),
        of("1,024 bytes", extension("a", wide(1_024)), ""),
        of("1,024 characters", new Raw().id("i".repeat(1_024)), ""),
        of("a key of 1 byte", extension("partitionkey", "k"), ""),
        of("a key of 128 bytes", extension("partitionkey", "k".repeat(128)), ""),
        of("a key of 129 bytes", extension("partitionkey", "k".repeat(129)), ""),
        of("a key of 1,024 bytes", extension("partitionkey", "k".repeat(1_024)), ""),
        of("a number as key", Events.minimal().withExtension("partitionkey", 7).build(), ""),
        of("an empty extension", extension("a", ""), ""),
        of("a forged line", new Raw().id("\n2026 ERROR forged \u001b[31m ${jndi:x}"), ""),
        of("no data", Events.minimal().withDataContentType("application/json").build(), ""),
        of("data of 0 bytes", json(""), ""),
        of("any JSON", json(" [null, -0.5e-10, \"\\ud800\", {\"\":{}}]\n"), ""),
        of("depth 63", json(nested(63)), ""),
        of("1,000 digits", json("9".repeat(1_000)), ""),
        of("1e9999", json("1e9999"), ""),
        of("text that is no JSON", Events.minimal().withData("text/plain", bytes("{")).build(), ""),
        of("bytes", Events.minimal().withData("a/b", new byte[] {-1}).build(), ""));
  }

  @ParameterizedTest
  @MethodSource
  void accepted(Case given) {
    assertThatCode(() -> check(given.event)).doesNotThrowAnyException();
    assertThat(Events.event(EventCodec.encode(given.event, Events.STRUCTURED, "d")))
        .isEqualTo(given.event);
  }

  @ParameterizedTest
  @CsvSource({"1024, true", "1025, false", "1026, false"})
  void an_attribute_is_measured_in_bytes_of_utf_8(int bytes, boolean fits) {
    CloudEvent event = extension("a", wide(bytes));

    if (fits) {
      check(event);
    } else {
      assertThat(message(event, Events.STRUCTURED))
          .isEqualTo(
              "attribute 'a' takes "
                  + bytes
                  + " bytes in UTF-8; at most 1024 are allowed; put large values into the data");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void an_event_is_measured_as_structured_json(int over) {
    CloudEvent text = withSize("text/plain", LARGEST + over);
    CloudEvent json = withSize("application/json", LARGEST + over);

    for (CloudEvent event : new CloudEvent[] {text, json}) {
      assertThat(EventCodec.structuredSize(event)).isEqualTo(LARGEST + over);
      assertThat(accepts(event, false, Events.STRUCTURED)).isEqualTo(over <= 0);
      assertThat(accepts(event, false, Events.PUBSUB)).isEqualTo(over <= 0);
    }
  }

  @Test
  void bytes_are_measured_as_base64_also_where_they_travel_as_bytes() {
    CloudEvent fits = Events.minimal().withData("a/b", new byte[190_300]).build();
    CloudEvent not = Events.minimal().withData("a/b", new byte[190_500]).build();

    assertThat(accepts(fits, false, Events.PUBSUB)).isTrue();
    assertThat(accepts(not, false, Events.PUBSUB)).isFalse();
    assertThat(accepts(not, true, Events.PUBSUB)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void native_limits_measure_what_is_sent(int over) {
    CloudEvent event = Events.complete().build();
    for (Capabilities mode : new Capabilities[] {Events.STRUCTURED, Events.BINARY}) {
      int size = EventCodec.encode(event, mode, "").size();
      Limits limits = Limits.builder().messageBytes(size - over, "a document").build();
      Capabilities limited = limited(mode, limits);

      assertThat(accepts(event, true, limited)).isEqualTo(over <= 0);
    }
  }

  @Test
  void the_error_names_the_limits_source() {
    assertThatThrownBy(() -> EventCheck.check(Events.complete().build(), false, true, small(100)))
        .hasMessageContaining("at most 100 are allowed (a document)");
  }

  @Test
  void native_limits_lift_the_portable_ones() {
    CloudEvent event =
        CloudEventBuilder.v1(withSize("text/plain", LARGEST + 1))
            .withSubject("s".repeat(LONGEST + 1))
            .withExtension("a".repeat(21), "x")
            .build();

    assertThat(accepts(event, false, Events.PUBSUB)).isFalse();
    assertThat(accepts(event, true, Events.PUBSUB)).isTrue();
    assertThat(Events.event(EventCodec.encode(event, Events.PUBSUB, "d"))).isEqualTo(event);
  }

  @Test
  void native_limits_lift_nothing_that_cloudevents_forbids() {
    assertThat(accepts(extension("Foo", "x"), true, Events.PUBSUB)).isFalse();
    assertThat(accepts(extension("a".repeat(65), "x"), true, Events.PUBSUB)).isFalse();
    assertThat(accepts(new Raw().id(""), true, Events.PUBSUB)).isFalse();
    assertThat(accepts(json("{"), true, Events.PUBSUB)).isFalse();
  }

  @Test
  void two_hundred_extensions_arrive() {
    CloudEventBuilder builder = Events.minimal();
    for (int i = 0; i < 200; i++) {
      builder.withExtension("x" + i, "v" + i);
    }
    CloudEvent event = builder.build();

    CheckedEvent checked = EventCheck.check(event, false, false, Events.PUBSUB);

    assertThat(Events.event(EventCodec.encode(checked, Events.PUBSUB, "d"))).isEqualTo(event);
  }

  @Test
  void an_ordered_address_needs_a_key() {
    CloudEvent keyless = Events.minimal().build();
    CloudEvent keyed = extension("partitionkey", "k");

    assertThatThrownBy(() -> EventCheck.check(keyless, true, false, Events.STRUCTURED))
        .hasMessageStartingWith("attribute partitionkey is missing; events of an ordered topic");
    assertThatThrownBy(() -> EventCheck.check(keyless, true, true, Events.STRUCTURED))
        .isInstanceOf(IsobarException.class);
    assertThat(EventCheck.check(keyed, true, false, Events.STRUCTURED).event()).isSameAs(keyed);
  }

  @Test
  void the_checked_event_knows_its_size() {
    CloudEvent event = Events.complete().build();

    CheckedEvent checked = EventCheck.check(event, false, false, Events.STRUCTURED);

    assertThat(checked.structuredSize()).isEqualTo(EventCodec.structuredSize(event));
    assertThat(EventCodec.encode(checked, Events.STRUCTURED, "d").body())
        .isEqualTo(EventCodec.encode(event, Events.STRUCTURED, "d").body());
  }

  @Test
  void encoding_alone_checks_the_data_too() {
    assertThatThrownBy(() -> EventCodec.encode(json("1,2"), Events.STRUCTURED, "d"))
        .isInstanceOf(IsobarException.class);
  }

  private static void check(CloudEvent event) {
    EventCheck.check(event, false, false, Events.STRUCTURED);
  }

  private static boolean accepts(CloudEvent event, boolean nativeLimits, Capabilities provider) {
    try {
      EventCheck.check(event, false, nativeLimits, provider);
      return true;
    } catch (IsobarException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      return false;
    }
  }

  private static String message(CloudEvent event, Capabilities provider) {
    try {
      EventCheck.check(event, false, false, provider);
      throw new AssertionError("accepted");
    } catch (IsobarException e) {
      return e.getMessage();
    }
  }

  private static Capabilities small(int bytes) {
    return limited(Events.STRUCTURED, Limits.builder().messageBytes(bytes, "a document").build());
  }

  private static Capabilities limited(Capabilities mode, Limits limits) {
    Capabilities.Builder builder = Capabilities.builder().limits(limits);
    return mode == Events.BINARY ? builder.binary("ce-").build() : builder.build();
  }

  private static CloudEvent withSize(String contentType, int size) {
    int empty = EventCodec.structuredSize(data(contentType, 0));
    return data(contentType, size - empty);
  }

  private static CloudEvent data(String contentType, int more) {
    byte[] data = new byte[2 + more];
    Arrays.fill(data, (byte) 'x');
    if (contentType.equals("application/json")) {
      data[0] = '"';
      data[data.length - 1] = '"';
    }
    return Events.minimal().withData(contentType, data).build();
  }

  private static CloudEvent extension(String name, String value) {
    return new Raw().extension(name, value);
  }

  private static CloudEvent json(String data) {
    return json(bytes(data));
  }

  private static CloudEvent json(byte[] data) {
    return Events.minimal().withData("application/json", data).build();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static URI path(int length) {
    return URI.create("/" + "p".repeat(length - 1));
  }

  /** Text of so many bytes, of characters that take four each where they fit. */
  private static String wide(int bytes) {
    return "😀".repeat(bytes / 4) + "x".repeat(bytes % 4);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static OffsetDateTime time(String text) {
    return OffsetDateTime.parse(text);
  }

  private static CloudEvent version03() {
    return CloudEventBuilder.v03().withId("1").withSource(URI.create("/s")).withType("t").build();
  }

  private static CloudEventData failing() {
    return () -> {
      throw new IllegalStateException("cannot");
    };
  }

  /** An event that the SDK's builder would not build. */
  private static final class Raw implements CloudEvent {
    private SpecVersion version = SpecVersion.V1;
    private String id = "1";
    private URI source = URI.create("/s");
    private String type = "t";
    private Map<String, Object> extensions = Map.of();
    private CloudEventData data;

    Raw version(SpecVersion version) {
      this.version = version;
      return this;
    }

    Raw id(String id) {
      this.id = id;
      return this;
    }

    Raw source(URI source) {
      this.source = source;
      return this;
    }

    Raw type(String type) {
      this.type = type;
      return this;
    }

    Raw extension(String name, Object value) {
      extensions = Map.of(name, value);
      return this;
    }

    Raw data(CloudEventData data) {
      this.data = data;
      return this;
    }

    @Override
    public SpecVersion getSpecVersion() {
      return version;
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public URI getSource() {
      return source;
    }

    @Override
    public String getType() {
      return type;
    }

    @Override
    public String getDataContentType() {
      return null;
    }

    @Override
    public URI getDataSchema() {
      return null;
    }

    @Override
    public String getSubject() {
      return null;
    }

    @Override
    public OffsetDateTime getTime() {
      return null;
    }

    @Override
    public Object getAttribute(String name) {
      throw new IllegalArgumentException(name);
    }

    @Override
    public Object getExtension(String name) {
      return extensions.get(name);
    }

    @Override
    public Set<String> getExtensionNames() {
      return extensions.keySet();
    }

    @Override
    public CloudEventData getData() {
      return data;
    }
  }
}
