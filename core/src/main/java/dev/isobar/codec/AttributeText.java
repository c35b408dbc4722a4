package dev.isobar.codec;

import io.cloudevents.CloudEvent;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The canonical texts of attribute values, as CloudEvents defines them. */
final class AttributeText {
  private AttributeText() {}

  /** Returns the canonical text of an extension's value. */
  static String of(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof OffsetDateTime time && Timestamps.isPrintable(time)) {
      return Timestamps.print(time);
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return value.toString();
  }

  /** Returns the JSON literal of a boolean or an integer of 32 bits, or null for all else. */
  static @Nullable String literal(Object value) {
    if (value instanceof Boolean
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Long number && number == number.intValue()) {
      return value.toString();
    }
    return null;
  }

  /** Returns the text of the event's time, as it was received where it was; null for none. */
  static @Nullable String timeOf(CloudEvent event) {
    if (event instanceof DecodedEvent decoded) {
      return decoded.timeText();
    }
    OffsetDateTime time = event.getTime();
    return time == null ? null : of(time);
  }

  /** Returns the ordering key, or null when there is none. */
  static @Nullable String keyOf(CloudEvent event) {
    Object key = event.getExtension(Extensions.PARTITION_KEY);
    return key == null ? null : of(key);
  }
}
