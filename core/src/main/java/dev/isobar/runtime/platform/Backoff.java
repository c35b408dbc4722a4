package dev.isobar.runtime.platform;

import dev.isobar.spi.Platform;
import java.time.Duration;

/**
 * Delays that grow by a factor up to a longest one, each varied by a random share up or down.
 * Immutable.
 *
 * @param first the delay after the first failure
 * @param factor from one delay to the next, 1 or more
 * @param longest the longest delay before it is varied
 * @param jitter the share from 0 to 1
 */
public record Backoff(Duration first, double factor, Duration longest, double jitter) {
  /** For calls to the provider that fail: 100 ms, doubled up to 30 seconds. */
  public static final Backoff CALLS =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(30), 0.2);

  /**
   * Returns the delay before the next try.
   *
   * @param failures how many tries have failed, from 1
   * @param platform gives the random share
   */
  public Duration delay(int failures, Platform platform) {
    double nanos = first.toNanos() * Math.pow(factor, Math.max(0, failures - 1));
    double capped = Math.min(nanos, longest.toNanos());
    double varied = capped * (1 + jitter * (2 * platform.random() - 1));
    return Duration.ofNanos((long) varied);
  }
}
