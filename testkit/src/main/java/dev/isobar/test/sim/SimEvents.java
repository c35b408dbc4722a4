package dev.isobar.test.sim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.rw.CloudEventRWException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the event in a message as a service would that evaluates filters, in either layout. Written
 * apart from the runtime's codec, so that a test does not judge the codec by itself.
 */
public final class SimEvents {
  private static final JsonFactory JSON = new JsonFactory();

  private SimEvents() {}

  /**
   * Reads an event.
   *
   * @param message as stored
   * @param attributePrefix what stands before an attribute's name in the binary layout
   * @return the event, or empty when the message is none
   */
  public static Optional<CloudEvent> read(WireMessage message, String attributePrefix) {
    try {
      return Optional.of(
          message.attributes().containsKey(attributePrefix + "specversion")
              ? binary(message, attributePrefix)
              : structured(message.body()));
    } catch (IOException
        | CloudEventRWException
        | IllegalArgumentException
        | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static CloudEvent binary(WireMessage message, String prefix) {
    CloudEventBuilder builder = CloudEventBuilder.v1();
    for (Map.Entry<String, String> attribute : message.attributes().entrySet()) {
      if (attribute.getKey().startsWith(prefix)) {
        set(builder, attribute.getKey().substring(prefix.length()), attribute.getValue());
      }
    }
    if (message.contentType() != null) {
      builder.withDataContentType(message.contentType());
    }
    return (message.body().length == 0 ? builder : builder.withData(message.body())).build();
  }

  private static CloudEvent structured(byte[] body) throws IOException {
    CloudEventBuilder builder = CloudEventBuilder.v1();
    String text = null;
    boolean json = true;
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (name.equals("data")) {
          text = token == JsonToken.VALUE_STRING ? parser.getText() : null;
          builder.withData(data(parser));
        } else if (name.equals("data_base64")) {
          builder.withData(Base64.getDecoder().decode(parser.getText()));
        } else if (token != JsonToken.VALUE_NULL) {
          json &= !name.equals("datacontenttype") || parser.getText().contains("json");
          set(builder, name, parser.getText());
        }
      }
    }
    if (text != null && !json) {
      builder.withData(text.getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  private static byte[] data(JsonParser parser) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(bytes)) {
      generator.copyCurrentStructure(parser);
    }
    return bytes.toByteArray();
  }

  private static void set(CloudEventBuilder builder, String name, String value) {
    switch (name) {
      case "specversion" -> {}
      case "id" -> builder.withId(value);
      case "source" -> builder.withSource(URI.create(value));
      case "type" -> builder.withType(value);
      case "subject" -> builder.withSubject(value);
      case "time" -> builder.withTime(OffsetDateTime.parse(value));
      case "datacontenttype" -> builder.withDataContentType(value);
      case "dataschema" -> builder.withDataSchema(URI.create(value));
      default -> builder.withExtension(name, value);
    }
  }
}
