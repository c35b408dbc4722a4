package dev.isobar;

/**
 * Handles events of one type: returning completes the event, throwing retries it.
 *
 * @param <T> the class of the data
 */
@FunctionalInterface
public interface EventConsumer<T> {
  /**
   * Handles one event.
   *
   * @param data the decoded data
   * @throws Exception any exception is a retry, {@link RejectedEventException} a rejection
   */
  void accept(T data) throws Exception;
}
