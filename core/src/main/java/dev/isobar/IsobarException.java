package dev.isobar;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of Isobar. Its {@link #code()} is portable, its {@link #outcome()} says whether
 * a publish may have been stored, its cause is the provider's own exception where there is one.
 */
public final class IsobarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is known about an event whose publish failed. */
  public enum Outcome {
    /** The event is certainly not stored. */
    NOT_STORED,
    /**
     * The event may be stored: the answer was lost. Publishing again is safe for consumers that
     * recognise duplicates by (source, id).
     */
    UNKNOWN
  }

  /** The portable code. */
  private final ErrorCode code;

  /** What is known about the event. */
  private final Outcome outcome;

  /**
   * Creates a failure after which nothing is stored.
   *
   * @param code the portable code
   * @param message what was wrong, its value, what is allowed and what to do; never event data
   */
  public IsobarException(ErrorCode code, String message) {
    this(code, Outcome.NOT_STORED, message, null);
  }

  /**
   * Creates a failure after which nothing is stored.
   *
   * @param code the portable code
   * @param message what was wrong, its value, what is allowed and what to do; never event data
   * @param cause the native exception, or null
   */
  public IsobarException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, Outcome.NOT_STORED, message, cause);
  }

  /**
   * Creates a failure.
   *
   * @param code the portable code
   * @param outcome whether the event may be stored
   * @param message what was wrong, its value, what is allowed and what to do; never event data
   * @param cause the native exception, or null
   */
  public IsobarException(
      ErrorCode code, Outcome outcome, String message, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /** Returns the portable code. */
  public ErrorCode code() {
    return code;
  }

  /** Returns whether the event of a failed publish is certainly not stored, or unknown. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns whether the same call may succeed later without a change by the caller. */
  public boolean retryable() {
    return code.retryable();
  }

  /** Returns the code, then the message. */
  @Override
  public String toString() {
    return "IsobarException[" + code + "]: " + getMessage();
  }
}
