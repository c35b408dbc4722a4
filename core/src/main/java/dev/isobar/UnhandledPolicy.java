package dev.isobar;

/** What becomes of an event whose type no handler of the subscriber takes. */
public enum UnhandledPolicy {
  /** Dead-letter it at once (the default): nothing is lost, somebody will see it. */
  REJECT,
  /** Retry it until attempts are exhausted: a newer version of the service may take it. */
  RETRY,
  /** Acknowledge it: this service does not care. */
  COMPLETE
}
