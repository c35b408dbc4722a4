package dev.isobar.codec;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Ids for services that drop what they have stored already: 43 characters {@code [A-Za-z0-9_-]},
 * from SHA-256. Thread-safe.
 */
public final class DeduplicationIds {
  private DeduplicationIds() {}

  /**
   * Returns the id of a publish: the same whenever the event with this source and id is sent.
   *
   * @param event the event
   */
  public static String of(CloudEvent event) {
    return hash("publish", event.getSource().toString(), event.getId());
  }

  /**
   * Returns the id of a copy that replaces a received message, e.g. a dead letter or a redrive: the
   * same at each try, different from the publish and from every other copy.
   *
   * @param event the event
   * @param nativeId the service's id of the message that the copy replaces
   */
  public static String of(CloudEvent event, String nativeId) {
    return hash("copy", event.getSource().toString(), event.getId(), nativeId);
  }

  /** Each part goes in with its length, so that no two lists of parts look alike. */
  private static String hash(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        digest.update((byte) (bytes.length >>> shift));
      }
      digest.update(bytes);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
