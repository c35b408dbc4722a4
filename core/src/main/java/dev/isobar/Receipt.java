package dev.isobar;

/** Proof that the provider has stored an event. Immutable. */
public interface Receipt {
  /** Returns the CloudEvents id of the event. */
  String eventId();

  /**
   * Returns the provider's own id of the message; for support, never for recognising duplicates.
   */
  String nativeId();
}
