package dev.isobar.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Attributes of a message as a JSON object of strings, and as the event that they describe. */
final class Attributes {
  /** What stands before the name of a CloudEvents attribute. */
  static final String PREFIX = "ce-";

  private static final String SPEC_VERSION = PREFIX + "specversion";
  private static final JsonFactory JSON = new JsonFactory();

  private Attributes() {}

  static String write(Map<String, String> attributes) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        out.writeStringField(attribute.getKey(), attribute.getValue());
      }
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** Returns the attributes; those before the fault where somebody wrote a row by hand. */
  static Map<String, String> read(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    try (JsonParser in = JSON.createParser(text)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        attributes.put(name, in.getText());
      }
    } catch (IOException notAnObjectOfStrings) {
      return attributes;
    }
    return attributes;
  }

  /** Returns the event for a filter to look at, or empty when the message is no CloudEvent. */
  static Optional<CloudEvent> event(WireMessage message) {
    String version = message.attributes().get(SPEC_VERSION);
    if (version == null) {
      return Optional.empty();
    }
    try {
      CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.parse(version));
      message.attributes().forEach((name, value) -> set(event, name, value));
      if (message.contentType() != null) {
        event.withDataContentType(message.contentType());
      }
      byte[] body = message.body();
      return Optional.of(event.withData(() -> body).build());
    } catch (RuntimeException notAnEvent) {
      return Optional.empty();
    }
  }

  private static void set(CloudEventBuilder event, String name, String value) {
    if (name.startsWith(PREFIX) && !name.equals(SPEC_VERSION)) {
      event.withContextAttribute(name.substring(PREFIX.length()), value);
    }
  }
}
