package dev.isobar;

/**
 * Thrown by a handler that can never handle this event: it is dead-lettered at once, without
 * further attempts. The message becomes the dead letter's reason.
 */
public final class RejectedEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the rejection.
   *
   * @param why the reason kept with the dead letter; no secrets, no event data
   */
  public RejectedEventException(String why) {
    super(why);
  }

  /**
   * Creates the rejection with a cause for the log.
   *
   * @param why the reason kept with the dead letter; no secrets, no event data
   * @param cause what led to it
   */
  public RejectedEventException(String why, Throwable cause) {
    super(why, cause);
  }
}
