package dev.isobar.codec;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays an event out as data beside attributes, where the attributes fit. */
final class BinaryEncoder {
  /** Beside the event's own: the content type, and the story if it becomes a dead letter. */
  private static final int OTHER_ATTRIBUTES = 2;

  private BinaryEncoder() {}

  /** Returns the message, or null when the event is to be sent structured. */
  static @Nullable WireMessage encode(
      CloudEvent event, EventData data, Capabilities capabilities, String deduplicationId) {
    String contentType = event.getDataContentType();
    if (isAmbiguous(data, contentType)) {
      return null;
    }
    Map<String, String> attributes = attributes(event, capabilities.attributePrefix());
    if (!fits(attributes, contentType, capabilities.limits())) {
      return null;
    }
    String key = AttributeText.keyOf(event);
    return new WireMessage(data.exact(), contentType, attributes, key, deduplicationId);
  }

  /** An empty body means no data, and a CloudEvents content type means a structured event. */
  private static boolean isAmbiguous(EventData data, @Nullable String contentType) {
    return data.form() != EventData.Form.NONE && data.isEmpty()
        || MediaTypes.isCloudEvent(contentType)
        || contentType != null && contentType.isEmpty();
  }

  private static Map<String, String> attributes(CloudEvent event, String prefix) {
    Map<String, String> attributes = new LinkedHashMap<>();
    put(attributes, prefix, AttributeNames.SPECVERSION, AttributeNames.VERSION);
    put(attributes, prefix, AttributeNames.ID, event.getId());
    put(attributes, prefix, AttributeNames.SOURCE, event.getSource());
    put(attributes, prefix, AttributeNames.TYPE, event.getType());
    put(attributes, prefix, AttributeNames.DATASCHEMA, event.getDataSchema());
    put(attributes, prefix, AttributeNames.SUBJECT, event.getSubject());
    put(attributes, prefix, AttributeNames.TIME, AttributeText.timeOf(event));
    for (String name : event.getExtensionNames()) {
      put(attributes, prefix, name, event.getExtension(name));
    }
    return attributes;
  }

  private static void put(
      Map<String, String> attributes, String prefix, String name, @Nullable Object value) {
    if (value instanceof URI uri) {
      attributes.put(prefix + name, uri.toString());
    } else if (value != null) {
      attributes.put(prefix + name, AttributeText.of(value));
    }
  }

  private static boolean fits(
      Map<String, String> attributes, @Nullable String contentType, Limits limits) {
    long most = limits.attributeBytes().value();
    if (attributes.size() + OTHER_ATTRIBUTES > limits.attributes().value()
        || contentType != null && !fits(contentType, most)) {
      return false;
    }
    for (String value : attributes.values()) {
      if (!fits(value, most)) {
        return false;
      }
    }
    return true;
  }

  /** A character takes three bytes at most: a short text need not be measured. */
  private static boolean fits(String value, long most) {
    return value.length() * 3L <= most || Utf8.size(value) <= most;
  }
}
