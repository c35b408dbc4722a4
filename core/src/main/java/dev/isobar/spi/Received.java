package dev.isobar.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One leased event as the service delivered it. Immutable. */
public final class Received {
  private final Lease lease;
  private final WireMessage message;
  private final String nativeId;
  private final int receiveCount;
  private final @Nullable Instant accepted;
  private final Map<String, String> nativeAttributes;
  private final @Nullable Object nativeMessage;
  private final @Nullable Story story;

  private Received(Builder builder) {
    lease = builder.lease;
    message = builder.message;
    nativeId = builder.nativeId;
    receiveCount = builder.receiveCount;
    accepted = builder.accepted;
    nativeAttributes = builder.nativeAttributes;
    nativeMessage = builder.nativeMessage;
    story = builder.story;
  }

  /**
   * Starts a received event.
   *
   * @param lease what settles it
   * @param message body and attributes
   * @param nativeId the service's id of the message, the same at each delivery
   */
  public static Builder of(Lease lease, WireMessage message, String nativeId) {
    return new Builder(lease, message, nativeId);
  }

  /** Returns what settles it. */
  public Lease lease() {
    return lease;
  }

  /** Returns body and attributes. */
  public WireMessage message() {
    return message;
  }

  /** Returns the service's id of the message, the same at each delivery. */
  public String nativeId() {
    return nativeId;
  }

  /**
   * Returns how often the service has delivered it, this time included; 0 when it does not tell. No
   * two services count the same things: {@code docs/attempts.md} compares them.
   */
  public int receiveCount() {
    return receiveCount;
  }

  /** Returns when the service accepted it, where it tells. */
  public Optional<Instant> accepted() {
    return Optional.ofNullable(accepted);
  }

  /** Returns everything the service told about it, by native names, for applications. */
  public Map<String, String> nativeAttributes() {
    return nativeAttributes;
  }

  /** Returns the SDK's own message object for {@code Delivery.unwrap}, where there is one. */
  public Optional<Object> nativeMessage() {
    return Optional.ofNullable(nativeMessage);
  }

  /**
   * Returns the story of a dead letter where the service keeps it itself; elsewhere the codec reads
   * it from the attribute that the runtime wrote.
   */
  public Optional<Story> story() {
    return Optional.ofNullable(story);
  }

  /** Collects what the service told. Not thread-safe. */
  public static final class Builder {
    private final Lease lease;
    private final WireMessage message;
    private final String nativeId;
    private int receiveCount;
    private @Nullable Instant accepted;
    private Map<String, String> nativeAttributes = Map.of();
    private @Nullable Object nativeMessage;
    private @Nullable Story story;

    private Builder(Lease lease, WireMessage message, String nativeId) {
      this.lease = Objects.requireNonNull(lease, "lease");
      this.message = Objects.requireNonNull(message, "message");
      this.nativeId = Objects.requireNonNull(nativeId, "nativeId");
    }

    /**
     * Sets how often the service has delivered it.
     *
     * @param count this time included
     */
    public Builder receiveCount(int count) {
      receiveCount = count;
      return this;
    }

    /**
     * Sets when the service accepted it.
     *
     * @param time the service's clock, or null
     */
    public Builder accepted(@Nullable Instant time) {
      accepted = time;
      return this;
    }

    /**
     * Sets everything the service told about it.
     *
     * @param attributes handed over
     */
    public Builder nativeAttributes(Map<String, String> attributes) {
      nativeAttributes = attributes;
      return this;
    }

    /**
     * Sets the SDK's own message object.
     *
     * @param object the message
     */
    public Builder nativeMessage(Object object) {
      nativeMessage = object;
      return this;
    }

    /**
     * Sets the story of a dead letter.
     *
     * @param story as the service keeps it, or null
     */
    public Builder story(@Nullable Story story) {
      this.story = story;
      return this;
    }

    /** Returns the received event. */
    public Received build() {
      return new Received(this);
    }
  }
}
