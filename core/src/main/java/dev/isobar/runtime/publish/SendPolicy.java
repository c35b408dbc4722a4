package dev.isobar.runtime.publish;

import java.time.Duration;

/**
 * How an {@link Outbound} sends. Immutable.
 *
 * @param timeout for how long one event may be under way, waiting and retries included
 * @param retrying whether a failure that may pass is retried until the time-out; otherwise the
 *     first failure is the result
 * @param maxInFlight how many calls may be in flight at once
 * @param linger for how long an event waits for others to share a call, while calls are in flight
 */
public record SendPolicy(Duration timeout, boolean retrying, int maxInFlight, Duration linger) {
  private static final int MAX_IN_FLIGHT = 16;
  private static final Duration LINGER = Duration.ofMillis(2);

  /**
   * For events of applications: retried until the time-out.
   *
   * @param timeout the publish time-out
   */
  public static SendPolicy retrying(Duration timeout) {
    return new SendPolicy(timeout, true, MAX_IN_FLIGHT, LINGER);
  }

  /**
   * For callers that retry by themselves: each event is part of one call.
   *
   * @param timeout for how long the call may take
   */
  public static SendPolicy once(Duration timeout) {
    return new SendPolicy(timeout, false, MAX_IN_FLIGHT, LINGER);
  }
}
