package dev.isobar.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * The one source of time, threads and chance of an instance. The runtime and the drivers take every
 * thread, delay, clock reading and random number from here, so that the real runtime also runs on a
 * seeded scheduler with a virtual clock. A {@link PlatformProvider} on the class path replaces the
 * real one. Thread-safe.
 */
public interface Platform extends AutoCloseable {
  /** A scheduled task. */
  interface Timer {
    /** Drops the task if it has not begun. Idempotent. */
    void cancel();
  }

  /** Returns a monotonic reading in nanoseconds; only differences have a meaning. */
  long nanoTime();

  /** Returns the wall clock, for time stamps only and never for durations. */
  Instant now();

  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  double random();

  /** Returns the threads for short tasks of the runtime; a task there never blocks. */
  Executor executor();

  /** Returns the threads for handlers, which may block: virtual ones where the JDK has them. */
  Executor handlers();

  /** Returns the threads for blocking calls of a driver; never shared with handlers. */
  Executor blocking();

  /**
   * Runs a short task later, on {@link #executor()}.
   *
   * @param delay zero or more
   * @param task never blocks
   * @return to drop it
   */
  Timer schedule(Duration delay, Runnable task);

  /**
   * Waits on the calling thread for a stage. The only way in which the runtime ever blocks.
   *
   * @param stage what to wait for
   * @param timeout for how long at most
   * @param <T> the type of the result
   * @return the result
   * @throws TimeoutException when the time is over
   * @throws InterruptedException when the thread is interrupted
   * @throws java.util.concurrent.CompletionException when the stage failed, with its cause
   */
  <T> T await(CompletionStage<T> stage, Duration timeout)
      throws TimeoutException, InterruptedException;

  /** Ends the threads when their tasks have ended; those that never end are daemons. Idempotent. */
  @Override
  void close();
}
