package dev.isobar.spi;

import java.util.List;

/**
 * Where a receiver pushes. Implemented by the runtime: every method returns at once, may be called
 * from any thread, also from inside {@link Receiver#request}, but not by two threads at a time for
 * one receiver.
 */
public interface Inbound {
  /**
   * Takes leased events. Their leases began when the service answered, at the latest now.
   *
   * @param batch at least one event, in the service's order; handed over, not to be changed
   *     afterwards
   */
  void received(List<Received> batch);

  /**
   * Says that the service has just answered that nothing is available at this moment: an empty
   * poll, no session to accept. Advisory: a driver that cannot tell never calls it, as on a stream
   * or with link credit, where silence is no answer. Receiving goes on.
   */
  void idle();

  /**
   * Says that receiving ended with a failure. Nothing may be pushed afterwards and credit is void.
   * Leases already given stay open: the runtime settles them through this receiver, opens another
   * one after a back-off, for ever, and then stops and closes this one.
   *
   * @param failure what {@link Driver#classify} understands
   */
  void failed(Throwable failure);
}
