package dev.isobar.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cloudevents.CloudEvent;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event in the JSON format of CloudEvents 1.0: one pass for the size, one that fills an
 * array of this size.
 */
final class StructuredEncoder {
  /** What stands before the value of each attribute of {@link #text}. */
  private static final byte[][] NAMES = {
    ascii("{\"specversion\":\"1.0\",\"id\":"),
    ascii(",\"source\":"),
    ascii(",\"type\":"),
    ascii(",\"datacontenttype\":"),
    ascii(",\"dataschema\":"),
    ascii(",\"subject\":"),
  };

  private static final byte[] TIME = ascii(",\"time\":");
  private static final byte[] DATA = ascii(",\"data\":");
  private static final byte[] DATA_BASE64 = ascii(",\"data_base64\":\"");

  private StructuredEncoder() {}

  /** Returns the event as bytes, of which there are {@code size}. */
  static byte[] encode(CloudEvent event, EventData data, int size) {
    JsonWriter json = new JsonWriter(size);
    for (int i = 0; i < NAMES.length; i++) {
      member(json, NAMES[i], text(event, i));
    }
    time(json, event);
    for (String name : event.getExtensionNames()) {
      extension(json, name, event.getExtension(name));
    }
    data(json, data);
    json.ascii("}");
    return json.bytes();
  }

  /** Returns how many bytes {@link #encode} gives. */
  static int size(CloudEvent event, EventData data) {
    int size = 0;
    for (int i = 0; i < NAMES.length; i++) {
      size += size(NAMES[i], text(event, i));
    }
    size += timeSize(event);
    for (String name : event.getExtensionNames()) {
      size += extensionSize(name, event.getExtension(name));
    }
    return size + dataSize(data) + 1;
  }

  private static @Nullable String text(CloudEvent event, int attribute) {
    return switch (attribute) {
      case 0 -> event.getId();
      case 1 -> event.getSource().toString();
      case 2 -> event.getType();
      case 3 -> event.getDataContentType();
      case 4 -> text(event.getDataSchema());
      default -> event.getSubject();
    };
  }

  private static void member(JsonWriter json, byte[] name, @Nullable String value) {
    if (value != null) {
      json.raw(name);
      json.string(value);
    }
  }

  private static int size(byte[] name, @Nullable String value) {
    return value == null ? 0 : name.length + JsonWriter.size(value);
  }

  private static void time(JsonWriter json, CloudEvent event) {
    if (event instanceof DecodedEvent decoded) {
      member(json, TIME, decoded.timeText());
      return;
    }
    OffsetDateTime time = event.getTime();
    if (time != null) {
      json.raw(TIME);
      json.time(time);
    }
  }

  private static int timeSize(CloudEvent event) {
    if (event instanceof DecodedEvent decoded) {
      return size(TIME, decoded.timeText());
    }
    OffsetDateTime time = event.getTime();
    return time == null ? 0 : TIME.length + 2 + Timestamps.length(time);
  }

  private static void extension(JsonWriter json, String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    json.ascii(",\"");
    json.ascii(name);
    json.ascii("\":");
    String literal = AttributeText.literal(value);
    if (literal != null) {
      json.ascii(literal);
    } else {
      json.string(AttributeText.of(value));
    }
  }

  private static int extensionSize(String name, @Nullable Object value) {
    if (value == null) {
      return 0;
    }
    String literal = AttributeText.literal(value);
    int size = literal != null ? literal.length() : JsonWriter.size(AttributeText.of(value));
    return name.length() + 4 + size;
  }

  private static void data(JsonWriter json, EventData data) {
    switch (data.form()) {
      case NONE -> {}
      case JSON -> {
        json.raw(DATA);
        json.raw(data.bytes(), data.from(), data.to());
      }
      case TEXT -> {
        json.raw(DATA);
        json.string(data.bytes(), data.from(), data.to());
      }
      case BASE64 -> {
        json.raw(DATA_BASE64);
        json.raw(Base64.getEncoder().encode(data.exact()));
        json.ascii("\"");
      }
    }
  }

  private static int dataSize(EventData data) {
    int length = data.to() - data.from();
    return switch (data.form()) {
      case NONE -> 0;
      case JSON -> DATA.length + length;
      case TEXT -> DATA.length + JsonWriter.size(data.bytes(), data.from(), data.to());
      case BASE64 -> DATA_BASE64.length + 1 + (length + 2) / 3 * 4;
    };
  }

  private static @Nullable String text(@Nullable URI uri) {
    return uri == null ? null : uri.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
