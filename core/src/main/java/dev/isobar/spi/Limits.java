package dev.isobar.spi;

import java.util.Objects;

/** The bounds of a service at one address, each with its source. Immutable. */
public final class Limits {
  private final Limit messageBytes;
  private final Limit batchMessages;
  private final Limit batchBytes;
  private final Limit settleBatch;
  private final Limit attributes;
  private final Limit attributeBytes;

  private Limits(Builder builder) {
    messageBytes = builder.messageBytes;
    batchMessages = builder.batchMessages;
    batchBytes = builder.batchBytes;
    settleBatch = builder.settleBatch;
    attributes = builder.attributes;
    attributeBytes = builder.attributeBytes;
  }

  /** Returns a builder without bounds, for a service that has none. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the largest message, {@link WireMessage#size()} in bytes. */
  public Limit messageBytes() {
    return messageBytes;
  }

  /** Returns how many messages one send may hold. */
  public Limit batchMessages() {
    return batchMessages;
  }

  /** Returns the sum of sizes that one send may hold, in bytes. */
  public Limit batchBytes() {
    return batchBytes;
  }

  /** Returns how many verdicts or leases one call may hold. */
  public Limit settleBatch() {
    return settleBatch;
  }

  /** Returns how many attributes a message may have. */
  public Limit attributes() {
    return attributes;
  }

  /** Returns the largest attribute value, in bytes of UTF-8. */
  public Limit attributeBytes() {
    return attributeBytes;
  }

  /** Collects bounds. Not thread-safe. */
  public static final class Builder {
    private static final Limit NONE = new Limit(Integer.MAX_VALUE, "no limit known");
    private Limit messageBytes = NONE;
    private Limit batchMessages = new Limit(100, "Isobar: enough to share one call");
    private Limit batchBytes = NONE;
    private Limit settleBatch = new Limit(100, "Isobar: enough to share one call");
    private Limit attributes = NONE;
    private Limit attributeBytes = NONE;

    private Builder() {}

    /**
     * Sets the largest message.
     *
     * @param bytes in bytes
     * @param source the document that states it
     */
    public Builder messageBytes(long bytes, String source) {
      messageBytes = limit(bytes, source);
      return this;
    }

    /**
     * Sets how many messages one send may hold, and their bytes together.
     *
     * @param messages from 1
     * @param bytes the sum of sizes
     * @param source the document that states it
     */
    public Builder batch(int messages, long bytes, String source) {
      batchMessages = limit(messages, source);
      batchBytes = limit(bytes, source);
      return this;
    }

    /**
     * Sets how many verdicts or leases one call may hold.
     *
     * @param verdicts from 1
     * @param source the document that states it
     */
    public Builder settleBatch(int verdicts, String source) {
      settleBatch = limit(verdicts, source);
      return this;
    }

    /**
     * Sets the bounds of attributes.
     *
     * @param count how many a message may have
     * @param valueBytes the largest value in UTF-8
     * @param source the document that states it
     */
    public Builder attributes(int count, int valueBytes, String source) {
      attributes = limit(count, source);
      attributeBytes = limit(valueBytes, source);
      return this;
    }

    /** Returns the limits. */
    public Limits build() {
      return new Limits(this);
    }

    private static Limit limit(long value, String source) {
      if (value < 1) {
        throw new IllegalArgumentException("a limit is " + value + "; it must be 1 or more");
      }
      return new Limit(value, Objects.requireNonNull(source, "source"));
    }
  }
}
