package dev.isobar.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Leases events from one address and settles them. The runtime calls one method at a time; a driver
 * may push from any thread, one push at a time.
 */
public interface Receiver {
  /**
   * Gives credit: the driver may push this many events more. Never blocks. Credit adds up; what was
   * pushed beyond it is negative credit, at most {@link Capabilities#receiveOvershoot()}.
   *
   * @param events 1 or more
   */
  void request(int events);

  /**
   * Settles leases in one call. Works also after {@link #stop()}, until {@link #close()}.
   *
   * @param verdicts 1 to {@link Limits#settleBatch()} verdicts on leases of this receiver
   * @return completes with one outcome per verdict, in the same order; exceptionally when the call
   *     failed as a whole, which counts as FAILED for each
   */
  CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts);

  /**
   * Extends leases in one call, to end {@code by} after the service's receipt of the call. Works
   * also after {@link #stop()}, until {@link #close()}.
   *
   * @param leases 1 to {@link Limits#settleBatch()} leases of this receiver
   * @param by at most {@link Capabilities#leaseStep()}
   * @return as {@link #settle}
   */
  CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by);

  /**
   * Stops receiving. Idempotent.
   *
   * @return completes when nothing will be pushed any more, what was under way has been pushed or
   *     given back, and never exceptionally
   */
  CompletionStage<Void> stop();

  /**
   * Gives up what the receiver holds of the connection. Called after {@link #stop()} when every
   * lease is settled or lost. Does not block; idempotent.
   */
  void close();
}
