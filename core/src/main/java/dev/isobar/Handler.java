package dev.isobar;

/**
 * Handles any event of a subscription or queue and decides how it is settled. Called on its own
 * (virtual) thread, so it may block; called at the same time for different events.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Handles one delivery.
   *
   * @param delivery the leased event
   * @return a settlement made by this very delivery; null or another's counts as a failure
   * @throws Exception any exception is a retry, {@link RejectedEventException} a rejection
   */
  Settlement handle(Delivery delivery) throws Exception;
}
