package dev.isobar.tck.history;

/**
 * One finding. Immutable.
 *
 * @param anomaly what it is
 * @param severity whether it breaks a promise
 * @param event the event it is about, or empty
 * @param subscription the subscription or queue it is about, or empty
 * @param detail what happened, for people
 */
public record Verdict(
    Anomaly anomaly, Severity severity, String event, String subscription, String detail) {
  /** How bad a finding is. */
  public enum Severity {
    /** Allowed: reported, so that a rise is noticed. */
    COUNTED,
    /** The run proves nothing. */
    UNKNOWN,
    /** A promise is broken. */
    INVALID
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(severity).append(' ').append(anomaly);
    if (!event.isEmpty()) {
      text.append(" of event ").append(event);
    }
    if (!subscription.isEmpty()) {
      text.append(" at ").append(subscription);
    }
    return text.append(": ").append(detail).toString();
  }
}
