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
   * Settles leases in as few calls as the service allows: often one for each kind of verdict and
   * delay. Works also after {@link #stop()}, until {@link #close()}.
   *
   * @param verdicts 1 to {@link Limits#settleBatch()} verdicts on leases of this receiver
   * @return completes with one outcome per verdict, in the same order; exceptionally when all calls
   *     failed, which counts as FAILED for each. DONE is the service's word: one that accepts a
   *     settlement of a lease that is over answers DONE too, so the runtime trusts its own clock
   */
  CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts);

  /**
   * Extends leases in as few calls as the service allows, to end {@code by} or later after the
   * service's receipt of the call. Where one lock serves many leases (a session) it is extended
   * once. Where the length belongs to the resource (Service Bus) it is that length: the provisioner
   * has checked that it is not shorter. Works also after {@link #stop()}, until {@link #close()}.
   *
   * @param leases 1 to {@link Limits#settleBatch()} leases of this receiver
   * @param by at most {@link Capabilities#leaseStep()}
   * @return as {@link #settle}
   */
  CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by);

  /**
   * Stops receiving. Idempotent. Leases stay open. A call under way is waited for, at a polled
   * service up to {@link ReceiveOptions#idle()}; what it brings is pushed or given back.
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
