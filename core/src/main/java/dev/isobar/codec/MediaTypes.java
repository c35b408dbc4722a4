package dev.isobar.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a media type says about the bytes. */
final class MediaTypes {
  static final String CLOUDEVENT_JSON = "application/cloudevents+json";

  private static final String CLOUDEVENTS = "application/cloudevents";

  private MediaTypes() {}

  /** Returns whether a whole CloudEvent is meant, in some format. */
  static boolean isCloudEvent(@Nullable String mediaType) {
    return mediaType != null
        && mediaType.regionMatches(true, 0, CLOUDEVENTS, 0, CLOUDEVENTS.length());
  }

  /** Returns whether one CloudEvent as JSON is meant. */
  static boolean isCloudEventAsJson(String mediaType) {
    String essence = essence(mediaType);
    return essence.equals(CLOUDEVENTS) || essence.equals(CLOUDEVENT_JSON);
  }

  /**
   * Returns whether data of this type is JSON: the subtype is {@code json} or ends in {@code
   * +json}. Absent means JSON, as in the JSON format of CloudEvents.
   */
  static boolean isJson(@Nullable String mediaType) {
    if (mediaType == null || mediaType.equals("application/json")) {
      return true;
    }
    String essence = essence(mediaType);
    return essence.endsWith("/json") || essence.endsWith("+json") && essence.indexOf('/') > 0;
  }

  /** Returns whether data of this type is text in UTF-8, as far as the type tells. */
  static boolean isUtf8Text(String mediaType) {
    String lower = mediaType.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("text/")) {
      return false;
    }
    int charset = lower.indexOf("charset=");
    return charset < 0
        || lower.startsWith("utf-8", charset + 8)
        || lower.startsWith("\"utf-8\"", charset + 8)
        || lower.startsWith("us-ascii", charset + 8);
  }

  private static String essence(String mediaType) {
    int parameters = mediaType.indexOf(';');
    String essence = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
    return essence.strip().toLowerCase(Locale.ROOT);
  }
}
