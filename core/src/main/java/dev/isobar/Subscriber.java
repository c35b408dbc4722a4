package dev.isobar;

/** A running handler on a subscription or queue. Thread-safe. */
public interface Subscriber extends AutoCloseable {
  /** Returns the logical name of the subscription or queue. */
  String name();

  /**
   * Stops taking new events. Handlers that run go on; what waits is given back at once. Idempotent.
   */
  void pause();

  /** Takes events again after {@link #pause()}. Idempotent. */
  void resume();

  /**
   * Stops receiving, gives back what no handler has seen, lets handlers finish within the drain
   * time, flushes acknowledgements. Idempotent; when called from a handler it returns at once and
   * the drain goes on.
   */
  @Override
  void close();
}
