package dev.isobar.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * How tests wait. The real one waits; that of a simulation moves its virtual clock. Thread-safe.
 */
public interface TestClock {
  /** Returns the clock of a service that runs in real time. */
  static TestClock real() {
    return RealClock.INSTANCE;
  }

  /** Returns a monotonic reading in nanoseconds; only differences have a meaning. */
  long nanoTime();

  /**
   * Waits on the thread of a test until something holds.
   *
   * @param condition is asked again and again; must not block
   * @param bound for how long at most
   * @return whether it holds
   */
  boolean await(BooleanSupplier condition, Duration bound);

  /**
   * Waits on the thread of a handler, or one that {@link #spawn} started.
   *
   * @param future what to wait for
   * @param bound for how long at most; nothing is thrown when the time is over
   * @throws InterruptedException when the thread is interrupted
   */
  void pause(CompletableFuture<?> future, Duration bound) throws InterruptedException;

  /**
   * Runs something on a thread of its own.
   *
   * @param action may block
   */
  void spawn(Runnable action);
}
