package dev.isobar;

/**
 * Handles events of one type and decides how each is settled.
 *
 * @param <T> the class of the data
 */
@FunctionalInterface
public interface EventHandler<T> {
  /**
   * Handles one event.
   *
   * @param data the decoded data
   * @param delivery the leased event, which makes the settlement
   * @return a settlement made by this very delivery; null or another's counts as a failure
   * @throws Exception any exception is a retry, {@link RejectedEventException} a rejection
   */
  Settlement handle(T data, Delivery delivery) throws Exception;
}
