package dev.isobar.codec;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event's data and how they are written in a structured envelope. Immutable by
 * agreement: nobody changes the array.
 *
 * @param bytes holds the data
 * @param from where the data begins
 * @param to where the data ends
 * @param form how the data is written
 */
record EventData(byte[] bytes, int from, int to, Form form) {
  /** How data is written. */
  enum Form {
    /** There is none. */
    NONE,
    /** JSON, embedded byte for byte. */
    JSON,
    /** Text, as a JSON string from which the same bytes come back. */
    TEXT,
    /** Everything else. */
    BASE64
  }

  private static final EventData NONE = new EventData(new byte[0], 0, 0, Form.NONE);

  /**
   * Returns the data of an event.
   *
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be turned into bytes
   */
  static EventData of(CloudEvent event) {
    if (event instanceof DecodedEvent decoded) {
      return decoded.hasData()
          ? of(decoded.body(), decoded.from(), decoded.to(), event.getDataContentType())
          : NONE;
    }
    CloudEventData data = event.getData();
    if (data == null) {
      return NONE;
    }
    byte[] bytes = bytes(data);
    return of(bytes, 0, bytes.length, event.getDataContentType());
  }

  boolean isEmpty() {
    return from == to;
  }

  /** Returns the bytes alone, without a copy where they fill the array. */
  byte[] exact() {
    return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
  }

  /**
   * Refuses data that is said to be JSON and is not, or not JSON that all readers understand alike.
   *
   * @throws IsobarException INVALID_ARGUMENT
   */
  void checkJson(@Nullable String contentType) {
    if (form != Form.JSON) {
      return;
    }
    JsonScanner json = new JsonScanner(bytes, from, to);
    try {
      json.expectEnd(json.value(json.space(from), 1));
    } catch (MalformedException e) {
      throw notJson(contentType, e.reason());
    }
    if (json.nonCharacter()) {
      throw notJson(contentType, "U+FFFE or U+FFFF must be written as an escape");
    }
  }

  private static EventData of(byte[] bytes, int from, int to, @Nullable String contentType) {
    return new EventData(bytes, from, to, form(bytes, from, to, contentType));
  }

  private static Form form(byte[] bytes, int from, int to, @Nullable String contentType) {
    if (from == to) {
      return Form.BASE64;
    }
    if (contentType == null || MediaTypes.isJson(contentType)) {
      return Form.JSON;
    }
    return MediaTypes.isUtf8Text(contentType) && isText(bytes, from, to) ? Form.TEXT : Form.BASE64;
  }

  /** Returns whether the bytes are UTF-8 without what CloudEvents forbids in strings. */
  private static boolean isText(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int next = Utf8.next(bytes, at, to);
      if (next < 0 || !isTextual(Utf8.codePoint(bytes, at, next))) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private static boolean isTextual(int point) {
    if (point < 0xA0) {
      return point >= 0x20 && point < 0x7F || point == '\t' || point == '\n' || point == '\r';
    }
    return (point & 0xFFFE) != 0xFFFE && (point < 0xFDD0 || point > 0xFDEF);
  }

  private static byte[] bytes(CloudEventData data) {
    try {
      return data.toBytes();
    } catch (RuntimeException e) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the data of the event (" + data.getClass().getName() + ") gave no bytes",
          e);
    }
  }

  private static IsobarException notJson(@Nullable String contentType, String reason) {
    String told = contentType == null ? "absent, which means JSON" : Printable.of(contentType);
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "the data is not JSON that every reader understands alike: "
            + reason
            + "; datacontenttype is "
            + told
            + ". Give the data as one JSON value in UTF-8 without duplicate keys, or set the"
            + " datacontenttype that it has");
  }
}
