package dev.isobar.tck;

/** What a provider has, or has not; both are asserted. */
public enum Feature {
  /** Topics and queues can be ordered per key. */
  ORDERED,
  /** There are buses with routes. */
  BUSES,
  /** Events that lie somewhere can be counted without receiving them. */
  DEPTH,
  /** Instances opened after one another, or side by side, see the same resources. */
  SEVERAL_INSTANCES,
  /** The service counts deliveries, exactly. */
  RECEIVE_COUNT,
  /** A lease can be given back before it ends. */
  RELEASES_AT_ONCE,
  /** A native delivery limit ends an event that nobody settles. */
  BACKSTOP,
  /** The service carries events that are larger than what is portable. */
  LARGER_THAN_PORTABLE,
  /** Some filter of a route is installed wider than declared. */
  WIDE_ROUTES,
  /** An ordered topic stores a message that is sent again under one deduplication id once. */
  DEDUPLICATES
}
