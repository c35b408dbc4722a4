package dev.isobar.test.sim;

/** What a {@link SimBroker} can do wrong. Each is something that real services do. */
public enum Fault {
  /** A call never reaches the service and fails after a while. */
  REQUEST_LOST,
  /** The service does what was asked; the answer is lost. */
  REPLY_LOST,
  /** A call fails for the caller, and reaches the service later all the same. */
  EXECUTED_LATE,
  /** The service refuses a call at once because there are too many. */
  THROTTLED,
  /** The service refuses one message of a batch and stores the others. */
  ENTRY_REFUSED,
  /** The answer leaves out one entry of a batch, which may have been done or not. */
  ENTRY_UNMENTIONED,
  /** Settling fails. */
  SETTLE_FAILS,
  /** Extending a lease fails. */
  EXTEND_FAILS,
  /** An unordered event is delivered again while its lease is open, with a new lease. */
  DUPLICATE_NEW_LEASE,
  /** An unordered event is delivered twice with one lease. */
  DUPLICATE_SAME_LEASE,
  /** Events of an unordered place are delivered in any order. */
  REORDERED,
  /** An event reaches the receiver late, when part of its lease is over. */
  LEASE_SHORT,
  /** The service forgets a lease before its end. */
  LEASE_DROPPED,
  /** Receiving ends with a failure. */
  RECEIVER_FAILED,
  /** Nothing answers for a while. */
  STALL,
  /** Events are pushed from inside {@code request}. No fault: the contract allows it. */
  PUSH_INSIDE_REQUEST
}
