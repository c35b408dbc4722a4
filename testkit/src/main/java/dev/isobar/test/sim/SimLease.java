package dev.isobar.test.sim;

import dev.isobar.spi.Lease;

/** The right to settle one delivery of one message. Valid while it is the message's lease. */
final class SimLease implements Lease {
  final SimMessage message;
  final SimReceiver holder;
  final long received;
  boolean settling;
  boolean settled;
  boolean toldLost;

  SimLease(SimMessage message, SimReceiver holder, long received) {
    this.message = message;
    this.holder = holder;
    this.received = received;
  }

  boolean valid() {
    return message.state == SimMessage.State.LEASED && message.lease == this;
  }

  @Override
  public String toString() {
    return "lease of " + message + " by " + holder;
  }
}
