package dev.isobar.spi;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An encoded event as a service carries it. Immutable by agreement: nobody changes the array.
 *
 * <p>On the way out the codec chose body and attributes by {@link Capabilities#contentMode()}; a
 * driver adds nothing but what the service demands (group, session and deduplication ids). On the
 * way in a driver fills in what it received, attribute names as they are.
 */
public final class WireMessage {
  private final byte[] body;
  private final @Nullable String contentType;
  private final Map<String, String> attributes;
  private final @Nullable String key;
  private final String deduplicationId;

  /**
   * Creates a message.
   *
   * @param body the bytes, handed over
   * @param contentType the media type of the body, or null when not told
   * @param attributes the service's message attributes or application properties, without the
   *     content type where the service has a place of its own for that
   * @param key the ordering key ({@code partitionkey}), or null when there is none; may be null on
   *     a received message too, whose event still has it
   * @param deduplicationId an id of at most 64 characters {@code [A-Za-z0-9_-]}: the same for every
   *     try of one send, different for every other message; empty on received messages
   */
  public WireMessage(
      byte[] body,
      @Nullable String contentType,
      Map<String, String> attributes,
      @Nullable String key,
      String deduplicationId) {
    this.body = Objects.requireNonNull(body, "body");
    this.contentType = contentType;
    this.attributes = Objects.requireNonNull(attributes, "attributes");
    this.key = key;
    this.deduplicationId = Objects.requireNonNull(deduplicationId, "deduplicationId");
  }

  /** Returns the bytes; not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Returns the media type of the body, or null when not told. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** Returns the attributes by their native names; not to be changed. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /**
   * Returns the ordering key, or null when there is none or, as received, the service tells none.
   */
  public @Nullable String key() {
    return key;
  }

  /** Returns what a service with deduplication is to be given; empty on received messages. */
  public String deduplicationId() {
    return deduplicationId;
  }

  /** Returns the size in bytes: body, content type, attribute names and values in UTF-8. */
  public int size() {
    int size = body.length + utf8(contentType);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      size += utf8(attribute.getKey()) + utf8(attribute.getValue());
    }
    return size;
  }

  private static int utf8(@Nullable String text) {
    int size = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      size += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
    return size;
  }
}
