package dev.isobar.tck;

import org.opentest4j.TestAbortedException;

/** Ends a test whose clause cannot be proved with a fixture: it counts as not proved. */
public final class NotProvedException extends TestAbortedException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param reason what is missing, for the report
   */
  public NotProvedException(String reason) {
    super(reason);
  }
}
