package dev.isobar;

/**
 * The closed set of portable failure codes. Programs act on the code, people read the message.
 *
 * @see IsobarException#code()
 */
public enum ErrorCode {
  /** A topic, queue, subscription, bus or account does not exist. */
  NOT_FOUND(false),
  /** Something to be created is there already and differs. */
  ALREADY_EXISTS(false),
  /** A value given by the caller or the configuration is not allowed. */
  INVALID_ARGUMENT(false),
  /** The credentials do not permit the call. */
  PERMISSION_DENIED(false),
  /** A quota, a buffer or a disk is full, or the service throttles. */
  RESOURCE_EXHAUSTED(true),
  /** The service cannot be reached or answers that it is down. */
  UNAVAILABLE(true),
  /** No answer came in time. */
  DEADLINE_EXCEEDED(true),
  /** The caller was interrupted, or the instance was closed meanwhile. */
  CANCELLED(false),
  /** Two writers disagree, or an earlier event of the same key failed. */
  CONFLICT(false),
  /** The provider cannot do what was asked, and doing less would be silent loss. */
  UNSUPPORTED(false),
  /** Stored data is damaged. */
  DATA_LOSS(false),
  /** A failure that no rule knows; the native cause tells more. */
  UNKNOWN(true);

  private final boolean retryable;

  ErrorCode(boolean retryable) {
    this.retryable = retryable;
  }

  /** Returns whether the same call may succeed later without a change by the caller. */
  public boolean retryable() {
    return retryable;
  }
}
