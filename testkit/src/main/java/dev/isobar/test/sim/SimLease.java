package dev.isobar.test.sim;

import dev.isobar.spi.Lease;
import dev.isobar.spi.SettleOutcome;

/** The right to settle one delivery of one message. Valid while it is the message's lease. */
final class SimLease implements Lease {
  final SimMessage message;
  final SimReceiver holder;
  final long received;
  boolean pushedTwice;
  boolean settling;
  boolean settled;
  boolean toldLost;

  /** When the runtime was told the end; what it does in the same instant crosses that. */
  long toldAt;

  SimLease(SimMessage message, SimReceiver holder, long received) {
    this.message = message;
    this.holder = holder;
    this.received = received;
  }

  void told(SettleOutcome.Status status, boolean settles, long now) {
    if (settles && status == SettleOutcome.Status.DONE) {
      settled = true;
      toldAt = now;
    } else if (status == SettleOutcome.Status.LEASE_LOST) {
      toldLost = true;
      toldAt = now;
    }
  }

  /** Whether the runtime knows that nothing more is to be done with it. */
  boolean over(long now) {
    return (settled || toldLost) && toldAt < now && !pushedTwice;
  }

  boolean valid() {
    return message.state == SimMessage.State.LEASED && message.lease == this;
  }

  @Override
  public String toString() {
    return "lease of " + message + " by " + holder;
  }
}
