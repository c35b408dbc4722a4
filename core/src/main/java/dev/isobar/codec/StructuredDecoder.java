package dev.isobar.codec;

import io.cloudevents.CloudEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * Reads one event in the JSON format of CloudEvents 1.0 with a single scan of the bytes. JSON data
 * is a slice of the body, white space around it included. Used once.
 */
final class StructuredDecoder {
  private static final int NONE = -1;

  private final byte[] body;
  private final JsonScanner json;
  private final EventCollector event = new EventCollector();
  private int data = NONE;
  private int dataEnd;
  private int base64 = NONE;
  private int base64End;

  private StructuredDecoder(byte[] body) {
    this.body = body;
    this.json = new JsonScanner(body, 0, body.length);
  }

  /**
   * Reads an event.
   *
   * @throws MalformedException when the body is not exactly one event that all understand alike
   */
  static CloudEvent decode(byte[] body) {
    return new StructuredDecoder(body).decode();
  }

  private CloudEvent decode() {
    int at = json.space(json.expect('{', json.space(0)));
    Set<String> many = null;
    while (true) {
      int key = at + 1;
      at = json.string(at);
      int keyEnd = at - 1;
      many = json.unique(0, many, key, keyEnd);
      String name = json.escaped() ? json.text(key, keyEnd) : AttributeNames.of(body, key, keyEnd);
      at = json.space(member(name, json.expect(':', json.space(at))));
      if (json.byteAt(at) == '}') {
        json.expectEnd(at + 1);
        event.check();
        return withData();
      }
      at = json.space(json.expect(',', at));
    }
  }

  private int member(String name, int at) {
    if (name.equals(AttributeNames.DATA)) {
      data = at;
      dataEnd = json.space(json.value(json.space(at), 1));
      return dataEnd;
    }
    int value = json.space(at);
    if (name.equals(AttributeNames.DATA_BASE64)) {
      base64 = value;
      base64End = json.value(value, 1);
      return base64End;
    }
    return attribute(name, value);
  }

  private int attribute(String name, int at) {
    byte first = json.byteAt(at);
    if (first == '{' || first == '[') {
      throw new MalformedException("attribute " + Printable.of(name) + " is an object or an array");
    }
    int next = json.value(at, 1);
    if (first == '"') {
      text(name, at + 1, next - 1);
    } else if (first == 't' || first == 'f') {
      event.setLiteral(name, first == 't');
    } else if (first != 'n') {
      event.setLiteral(name, number(at, next));
    }
    return next;
  }

  /** Bytes of UTF-8 hold no half of a character; escapes may. */
  private void text(String name, int from, int to) {
    if (json.escaped()) {
      event.set(name, json.text(from, to));
    } else {
      event.setWellFormed(name, new String(body, from, to - from, StandardCharsets.UTF_8));
    }
  }

  /** CloudEvents knows integers of 32 bits only; other numbers keep their text. */
  private Object number(int at, int next) {
    String digits = new String(body, at, next - at, StandardCharsets.US_ASCII);
    try {
      Integer number = Integer.valueOf(digits);
      return digits.equals("-0") ? digits : number;
    } catch (NumberFormatException e) {
      return digits;
    }
  }

  private CloudEvent withData() {
    if (data != NONE && base64 != NONE) {
      throw new MalformedException("it has both data and data_base64");
    }
    if (base64 != NONE) {
      return withBase64();
    }
    if (data == NONE) {
      return new DecodedEvent(event, null, 0, 0);
    }
    if (MediaTypes.isJson(event.dataContentType)) {
      return new DecodedEvent(event, body, data, dataEnd);
    }
    return withPlainData(json.space(data), dataEnd);
  }

  /** A string stands for its text where the content type is not JSON; null means no data. */
  private CloudEvent withPlainData(int from, int to) {
    if (body[from] == 'n') {
      return new DecodedEvent(event, null, 0, 0);
    }
    if (body[from] != '"') {
      return new DecodedEvent(event, body, from, to);
    }
    int end = json.string(from);
    if (!json.escaped()) {
      return new DecodedEvent(event, body, from + 1, end - 1);
    }
    String text = json.text(from + 1, end - 1);
    if (!Utf8.isWellFormed(text)) {
      throw new MalformedException("the text in data holds a lone surrogate");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new DecodedEvent(event, bytes, 0, bytes.length);
  }

  private CloudEvent withBase64() {
    byte first = body[base64];
    if (first == 'n') {
      return new DecodedEvent(event, null, 0, 0);
    }
    if (first != '"') {
      throw new MalformedException("data_base64 is not a string");
    }
    byte[] bytes = base64(base64 + 1, base64End - 1);
    return new DecodedEvent(event, bytes, 0, bytes.length);
  }

  private byte[] base64(int from, int to) {
    ByteBuffer text = ByteBuffer.wrap(body, from, to - from);
    json.string(from - 1);
    if (json.escaped()) {
      text = ByteBuffer.wrap(json.text(from, to).getBytes(StandardCharsets.UTF_8));
    }
    if (text.remaining() % 4 != 0) {
      throw new MalformedException("data_base64 is not a multiple of four characters long");
    }
    try {
      return exact(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("data_base64 is no Base64 of RFC 4648");
    }
  }

  private static byte[] exact(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
