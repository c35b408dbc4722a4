package dev.isobar.codec;

import io.cloudevents.CloudEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one event from attributes with a prefix, beside the data. */
final class BinaryDecoder {
  private BinaryDecoder() {}

  /**
   * Reads an event.
   *
   * @throws MalformedException when there is no event that all understand alike
   */
  static CloudEvent decode(
      byte[] body, @Nullable String contentType, Map<String, String> attributes) {
    Map<String, String> seen = new HashMap<>();
    EventCollector event = new EventCollector();
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      int prefix = AttributeNames.prefixLength(attribute.getKey());
      if (prefix > 0) {
        collect(attribute.getKey().substring(prefix), attribute.getValue(), seen, event);
      }
    }
    if (seen.isEmpty()) {
      throw new MalformedException("no attributes of a CloudEvent");
    }
    event.check();
    if (contentType != null) {
      event.dataContentType = contentType;
    }
    boolean empty = body.length == 0;
    return new DecodedEvent(event, empty ? null : body, 0, body.length);
  }

  /** What is no legal name is no attribute of the event, only one of the message. */
  private static void collect(
      String nativeName, String value, Map<String, String> seen, EventCollector event) {
    String name = nativeName.toLowerCase(Locale.ROOT);
    if (name.equals(AttributeNames.DATA) || !AttributeNames.isLegal(name)) {
      return;
    }
    String other = seen.putIfAbsent(name, value);
    if (other == null) {
      event.set(name, value);
    } else if (!other.equals(value)) {
      throw new MalformedException(
          "attribute " + Printable.of(name) + " stands twice, with different values");
    }
  }
}
