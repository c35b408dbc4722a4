package dev.isobar.tck;

import java.time.Duration;

/**
 * How long things take on a provider at most, and how many events make sense. Every wait of the
 * suites comes from here. Immutable.
 *
 * @param arrival within which an event arrives that nothing holds up, opening of connections
 *     included
 * @param lease the shortest usable lease, from 1 second
 * @param redelivery within which an event comes again after its lease has ended
 * @param healing within which everything works again after a fault has ended
 * @param drain how long closing may take; also the setting {@code isobar.drain} of the tests
 * @param events how many events the tests of many use, from 10
 */
public record Bounds(
    Duration arrival,
    Duration lease,
    Duration redelivery,
    Duration healing,
    Duration drain,
    int events) {

  /** Returns the bounds of a service on this machine: a lease of 1 second, 60 events. */
  public static Bounds ofLocalService() {
    return new Bounds(
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        60);
  }
}
