package dev.isobar;

/**
 * Wraps every call of a handler of single events, e.g. to carry a transaction or logging context;
 * batch handlers and polls are not wrapped. Interceptors run on the handler's thread in the order
 * in which they were added, the first one outermost.
 */
@FunctionalInterface
public interface Interceptor {
  /** The rest of the chain. */
  @FunctionalInterface
  interface Next {
    /**
     * Calls the next interceptor or the handler.
     *
     * @return its settlement
     * @throws Exception what the handler threw
     */
    Settlement proceed() throws Exception;
  }

  /**
   * Wraps a handler call.
   *
   * @param delivery the leased event
   * @param next the rest of the chain; call it at most once
   * @return the settlement, usually what {@code next} returned
   * @throws Exception treated as thrown by the handler
   */
  Settlement around(Delivery delivery, Next next) throws Exception;
}
