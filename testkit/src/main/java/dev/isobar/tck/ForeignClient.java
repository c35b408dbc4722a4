package dev.isobar.tck;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service's own client, or anything else that does not go through Isobar: it puts messages in
 * that no Isobar would send, and tells what is stored.
 */
public interface ForeignClient {
  /**
   * A message as the service has it.
   *
   * @param body its bytes
   * @param contentType its media type, or null where the service has no place for it
   * @param attributes its other attributes, by their native names
   * @param key its ordering key, or null
   */
  record Message(
      byte[] body,
      @Nullable String contentType,
      Map<String, String> attributes,
      @Nullable String key) {}

  /**
   * Sends a message.
   *
   * @param name the logical name of a topic or queue
   * @param message the message
   */
  void send(String name, Message message);

  /**
   * Returns the CloudEvents ids of what is stored, leased or not, once for each copy.
   *
   * @param name the logical name of a subscription or queue
   */
  List<String> stored(String name);
}
