package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.DataMapper;
import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import io.cloudevents.CloudEvent;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedDataTest {
  record Order(String id, long cents, List<String> tags) {}

  record Anything(Object value) {}

  private final TypedData data = new TypedData(DataMappers.defaultMapper());

  @Test
  void bytes_travel_as_they_are() {
    byte[] bytes = {0, -1, 1};

    assertThat(TypedData.contentType(byte[].class)).isEqualTo("application/octet-stream");
    assertThat(data.write(bytes)).isSameAs(bytes);
    assertThat(data.read(event(bytes), byte[].class)).isEqualTo(bytes).isNotSameAs(bytes);
  }

  @Test
  void text_travels_as_utf_8() {
    String text = "é😀\u0000";

    assertThat(TypedData.contentType(String.class)).isEqualTo("text/plain; charset=utf-8");
    assertThat(data.write(text)).isEqualTo(text.getBytes(UTF_8));
    assertThat(data.read(event(data.write(text)), String.class)).isEqualTo(text);
  }

  @Test
  void half_a_character_is_refused() {
    assertThatThrownBy(() -> data.write("a\ud800"))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("lone surrogate");
  }

  @Test
  void records_travel_as_json() {
    Order order = new Order("42", 999, List.of("a"));

    assertThat(TypedData.contentType(Order.class)).isEqualTo("application/json");
    assertThat(data.write(order))
        .asString(UTF_8)
        .isEqualTo("{\"id\":\"42\",\"cents\":999,\"tags\":[\"a\"]}");
    assertThat(data.read(event(data.write(order)), Order.class)).isEqualTo(order);
  }

  @Test
  void an_event_off_the_wire_gives_its_data() {
    Order order = new Order("42", 999, List.of());
    CloudEvent sent = Events.minimal().withData("application/json", data.write(order)).build();
    CloudEvent received = Events.event(EventCodec.encode(sent, Events.STRUCTURED, ""));

    assertThat(data.read(received, Order.class)).isEqualTo(order);
    assertThat(data.read(received, String.class))
        .isEqualTo("{\"id\":\"42\",\"cents\":999,\"tags\":[]}");
  }

  @Test
  void newer_properties_are_ignored() {
    assertThat(data.read(event("{\"id\":\"42\",\"newer\":1}"), Order.class).id()).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":{\"@class\":\"java.util.concurrent.ConcurrentHashMap\",\"a\":1}}",
        "{\"value\":[\"javax.swing.JEditorPane\",{\"page\":\"http://127.0.0.1/\"}]}"
      })
  void a_class_named_in_the_data_is_plain_data(String json) {
    Object value = data.read(event(json), Anything.class).value();

    assertThat(value.getClass().getName()).isIn("java.util.LinkedHashMap", "java.util.ArrayList");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{", "\"secret\"", "{\"cents\":\"secret\"}", "[1]"})
  void data_of_another_kind_is_undecodable_and_not_quoted(String json) {
    assertThatThrownBy(() -> data.read(event(json), Order.class))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith("the data of an event of type 'com.acme.order.placed' is no ")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void the_error_names_the_place() {
    assertThatThrownBy(() -> data.read(event("{\"id\":\"42\",\n\"cents\":\"x\"}"), Order.class))
        .hasMessageEndingWith(
            "is no dev.isobar.codec.TypedDataTest$Order: InvalidFormatException at line 2, column 9");
  }

  @Test
  void no_data_is_no_bytes_and_no_text_but_no_order() {
    CloudEvent none = Events.minimal().build();

    assertThat(data.read(none, byte[].class)).isEmpty();
    assertThat(data.read(none, String.class)).isEmpty();
    assertThatThrownBy(() -> data.read(none, Order.class)).hasMessageEndingWith("it has no data");
  }

  @Test
  void what_cannot_be_written_is_refused() {
    assertThatThrownBy(() -> data.write(new Object()))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessage("data of class java.lang.Object cannot be written as JSON");
  }

  @Test
  void another_mapper_takes_its_place() {
    DataMapper mapper =
        new DataMapper() {
          @Override
          public byte[] write(Object data) {
            return "7".getBytes(UTF_8);
          }

          @Override
          public <T> T read(byte[] json, Class<T> type) throws Exception {
            throw new Exception("secret");
          }
        };

    assertThat(new TypedData(mapper).write(Map.of())).asString(UTF_8).isEqualTo("7");
    assertThatThrownBy(() -> new TypedData(mapper).read(event("7"), Order.class))
        .hasMessageEndingWith(": Exception");
  }

  @Test
  void without_databind_the_error_says_what_to_add() throws Exception {
    try (URLClassLoader without = classPathWithout("jackson-databind")) {
      Class<?> mappers = without.loadClass(DataMappers.class.getName());
      Object mapper = mappers.getMethod("defaultMapper").invoke(null);
      Class<?> type = without.loadClass(DataMapper.class.getName());

      assertThat(mapper.getClass().getSimpleName()).isEqualTo("MissingDataMapper");
      assertThatThrownBy(() -> type.getMethod("write", Object.class).invoke(mapper, 1))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasToString(
              "IsobarException[UNSUPPORTED]: data of class java.lang.Integer needs a mapper to"
                  + " JSON, and jackson-databind is not on the class path; add"
                  + " com.fasterxml.jackson.core:jackson-databind, or give a DataMapper to"
                  + " Isobar.Builder.dataMapper(..)");
      assertThatThrownBy(
              () ->
                  type.getMethod("read", byte[].class, Class.class)
                      .invoke(mapper, new byte[1], Order.class))
          .cause()
          .hasMessageContaining("TypedDataTest$Order");
    }
  }

  private static URLClassLoader classPathWithout(String artifact) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains(artifact)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static CloudEvent event(String json) {
    return event(json.getBytes(UTF_8));
  }

  private static CloudEvent event(byte[] data) {
    return Events.minimal().withData("application/json", data).build();
  }
}
