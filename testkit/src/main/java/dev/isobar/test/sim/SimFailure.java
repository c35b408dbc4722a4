package dev.isobar.test.sim;

import dev.isobar.ErrorCode;

/** What a simulated service answers when it does not do what was asked. */
public final class SimFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The portable code. */
  private final ErrorCode code;

  SimFailure(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the portable code. */
  public ErrorCode code() {
    return code;
  }
}
