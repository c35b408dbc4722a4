package dev.isobar.codec;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.ContentMode;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvent ⇄ {@link WireMessage}. Pure functions; thread-safe.
 *
 * <p><b>Out</b>, as the capabilities say: <i>structured</i>, the body is the event in the JSON
 * format of CloudEvents, or <i>binary</i>, the body is the data and attributes carry the rest. An
 * event whose attributes do not fit is sent structured, never cut.
 *
 * <p><b>In</b>, whatever arrives: structured by a content type of CloudEvents, else binary by the
 * four required attributes, else structured when nothing tells a content type and the body is one;
 * else foreign. The bytes of the data come back as they were given.
 */
public final class EventCodec {
  /** The type of the events that stand for foreign messages. */
  public static final String FOREIGN_TYPE = "dev.isobar.foreign.v1";

  private static final String CONTENT_TYPE = "content-type";
  private static final int LONGEST_REASON = 300;

  private EventCodec() {}

  /**
   * Encodes an event that was checked before.
   *
   * @param checked by {@link EventCheck}
   * @param capabilities where it is sent to
   * @param deduplicationId see {@link DeduplicationIds}
   * @return the message, whose key is the event's {@code partitionkey}
   */
  public static WireMessage encode(
      CheckedEvent checked, Capabilities capabilities, String deduplicationId) {
    CloudEvent event = checked.event();
    if (capabilities.contentMode() == ContentMode.BINARY) {
      WireMessage binary =
          BinaryEncoder.encode(event, checked.data(), capabilities, deduplicationId);
      if (binary != null) {
        return binary;
      }
    }
    return new WireMessage(
        StructuredEncoder.encode(event, checked.data(), checked.structuredSize()),
        MediaTypes.CLOUDEVENT_JSON,
        Map.of(),
        AttributeText.keyOf(event),
        deduplicationId);
  }

  /**
   * Encodes an event, checking its data alone.
   *
   * @param event the event, with all required attributes
   * @param capabilities where it is sent to
   * @param deduplicationId see {@link DeduplicationIds}
   * @return the message, whose key is the event's {@code partitionkey}
   * @throws dev.isobar.IsobarException INVALID_ARGUMENT when the data is said to be JSON (or
   *     nothing is said) and is not one JSON value, or cannot be turned into bytes
   */
  public static WireMessage encode(
      CloudEvent event, Capabilities capabilities, String deduplicationId) {
    return encode(unchecked(event), capabilities, deduplicationId);
  }

  /**
   * Returns the exact size of an event as structured JSON.
   *
   * @param event the event, with all required attributes
   * @return in bytes
   */
  public static int structuredSize(CloudEvent event) {
    return StructuredEncoder.size(event, EventData.of(event));
  }

  /**
   * Decodes a message. Never throws on account of what the message holds.
   *
   * @param message as received
   * @return the event, or why it is foreign
   */
  public static Decoded decode(WireMessage message) {
    String contentType = contentType(message);
    if (MediaTypes.isCloudEvent(contentType)) {
      return MediaTypes.isCloudEventAsJson(contentType)
          ? structured(message, "content type of a CloudEvent, but ")
          : foreign("content type " + Printable.of(contentType) + " is not one CloudEvent as JSON");
    }
    Decoded binary = binary(message, contentType);
    if (contentType == null && binary instanceof Decoded.Foreign foreign) {
      return structured(message, foreign.reason() + "; no content type, and as JSON ");
    }
    return binary;
  }

  /**
   * Makes an event out of a message that is no CloudEvent. Its type is {@value #FOREIGN_TYPE}, its
   * source {@code urn:isobar:} and the physical name (percent-encoded), its id the service's id of
   * the message, its time when the service accepted it, its extension {@code isobarreason} why it
   * is foreign; content type and bytes are those of the message.
   *
   * @param message as received
   * @param nativeId the service's id of the message
   * @param physicalName where it was received, as the service calls it
   * @param accepted when the service accepted it, or null
   * @param reason why it is foreign, see {@link Decoded.Foreign}
   * @return the event, immutable
   */
  public static CloudEvent synthetic(
      WireMessage message,
      String nativeId,
      String physicalName,
      @Nullable Instant accepted,
      String reason) {
    EventCollector event = new EventCollector();
    event.id = nativeId.isEmpty() ? "none" : nativeId;
    event.source = "urn:isobar:" + PercentEncoding.encode(physicalName);
    event.type = FOREIGN_TYPE;
    event.dataContentType = contentType(message);
    event.time = accepted == null ? null : Timestamps.print(accepted.atOffset(ZoneOffset.UTC));
    event.set(Extensions.REASON, reason);
    byte[] body = message.body();
    return new DecodedEvent(event, body.length == 0 ? null : body, 0, body.length);
  }

  private static CheckedEvent unchecked(CloudEvent event) {
    EventData data = EventData.of(event);
    data.checkJson(event.getDataContentType());
    return new CheckedEvent(event, data, StructuredEncoder.size(event, data));
  }

  private static Decoded structured(WireMessage message, String otherwise) {
    try {
      return new Decoded.Event(StructuredDecoder.decode(message.body()));
    } catch (MalformedException e) {
      return foreign(otherwise + e.reason());
    }
  }

  private static Decoded binary(WireMessage message, @Nullable String contentType) {
    try {
      return new Decoded.Event(
          BinaryDecoder.decode(message.body(), contentType, message.attributes()));
    } catch (MalformedException e) {
      return foreign(e.reason());
    }
  }

  private static Decoded foreign(String reason) {
    return new Decoded.Foreign(
        reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
  }

  /** Returns the content type of the message, from its own place or an attribute; null for none. */
  private static @Nullable String contentType(WireMessage message) {
    String told = message.contentType();
    if (told != null && !told.isEmpty()) {
      return told;
    }
    for (Map.Entry<String, String> attribute : message.attributes().entrySet()) {
      if (attribute.getKey().equalsIgnoreCase(CONTENT_TYPE) && !attribute.getValue().isEmpty()) {
        return attribute.getValue();
      }
    }
    return null;
  }
}
