package dev.isobar.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.isobar.DeadLetter;
import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link Story} of a dead letter in one attribute, {@value #ATTRIBUTE}, beside an
 * otherwise unchanged message. The attribute has a meaning among dead letters only: anybody can
 * send one. Thread-safe.
 */
public final class DeadLetterStory {
  /** The name of the attribute, which no attribute of a CloudEvent can have. */
  public static final String ATTRIBUTE = "isobar-dead-letter";

  /** The longest value in bytes of UTF-8; a Pub/Sub attribute holds 1,024. */
  static final int MAX_BYTES = 1_000;

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  private static final JsonFactory JSON = new JsonFactory();

  private DeadLetterStory() {}

  /**
   * Returns the message with a story, instead of one that it has.
   *
   * @param message as received
   * @param story why it is given up on; a long reason is shortened, control characters in it become
   *     question marks
   * @param deduplicationId see {@link DeduplicationIds}
   */
  public static WireMessage withStory(WireMessage message, Story story, String deduplicationId) {
    Map<String, String> attributes = new LinkedHashMap<>(message.attributes());
    attributes.put(ATTRIBUTE, print(story));
    return copy(message, attributes, deduplicationId);
  }

  /**
   * Returns the message without a story, as it was received first.
   *
   * @param message a dead letter
   * @param deduplicationId see {@link DeduplicationIds}
   */
  public static WireMessage withoutStory(WireMessage message, String deduplicationId) {
    Map<String, String> attributes = new LinkedHashMap<>(message.attributes());
    attributes.remove(ATTRIBUTE);
    return copy(message, attributes, deduplicationId);
  }

  /**
   * Returns the story of a dead letter.
   *
   * @param message as received from among the dead letters
   * @return the story, or empty when there is none or what stands there is none
   */
  public static Optional<Story> readStory(WireMessage message) {
    String text = message.attributes().get(ATTRIBUTE);
    if (text == null || text.length() > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(story(members(text)));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Story story(Map<String, @Nullable String> members) throws IOException {
    return new Story(
        DeadLetter.Cause.valueOf(get(members, "cause")),
        get(members, "reason"),
        attempts(get(members, "attempts")),
        get(members, "origin"),
        Instant.parse(get(members, "time")));
  }

  private static int attempts(String text) throws IOException {
    int attempts = Integer.parseInt(text);
    if (attempts < 0) {
      throw new IOException("attempts is negative");
    }
    return attempts;
  }

  private static String get(Map<String, @Nullable String> members, String name) throws IOException {
    String value = members.get(name);
    if (value == null || value.chars().anyMatch(Character::isISOControl)) {
      throw new IOException(name + " is missing or holds control characters");
    }
    return value;
  }

  private static Map<String, @Nullable String> members(String text) throws IOException {
    Map<String, @Nullable String> members = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, json.getValueAsString());
      }
    }
    return members;
  }

  private static String print(Story story) {
    String before = "{\"cause\":\"" + story.cause() + "\",\"attempts\":" + story.attempts();
    String time = ",\"time\":\"" + story.time() + "\",\"origin\":";
    int size = before.length() + time.length() + JsonWriter.size(story.origin());
    String reason =
        shortened(printable(story.reason()), MAX_BYTES - size - ",\"reason\":}".length());
    JsonWriter json = new JsonWriter(size + ",\"reason\":}".length() + JsonWriter.size(reason));
    json.ascii(before);
    json.ascii(time);
    json.string(story.origin());
    json.ascii(",\"reason\":");
    json.string(reason);
    json.ascii("}");
    return new String(json.bytes(), StandardCharsets.UTF_8);
  }

  private static String printable(String text) {
    return CONTROLS.matcher(text).replaceAll("?");
  }

  /** Returns the longest beginning of a text that takes so many bytes as a JSON string. */
  private static String shortened(String text, int bytes) {
    String shorter = text.length() <= bytes ? text : text.substring(0, bytes);
    while (JsonWriter.size(shorter) > bytes) {
      shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
    }
    return shorter;
  }

  private static WireMessage copy(
      WireMessage message, Map<String, String> attributes, String deduplicationId) {
    return new WireMessage(
        message.body(), message.contentType(), attributes, message.key(), deduplicationId);
  }
}
