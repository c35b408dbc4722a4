package dev.isobar.local;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Real threads, and a monotonic clock and a wall clock that a test can move. */
final class RealPlatform implements Platform {
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(task -> thread(task, "test-timer"));
  private final ExecutorService blocking =
      Executors.newCachedThreadPool(task -> thread(task, "test-io"));
  private final AtomicLong ahead = new AtomicLong();
  private volatile Duration wallAhead = Duration.ZERO;

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Moves the monotonic clock; timers do not notice. */
  void advance(Duration duration) {
    ahead.addAndGet(duration.toNanos());
  }

  void moveWallClock(Duration duration) {
    wallAhead = wallAhead.plus(duration);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime() + ahead.get();
  }

  @Override
  public Instant now() {
    return Instant.now().plus(wallAhead);
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public Executor executor() {
    return timers;
  }

  @Override
  public Executor handlers() {
    return blocking;
  }

  @Override
  public Executor blocking() {
    return blocking;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> future = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public <T> T await(CompletionStage<T> stage, Duration timeout)
      throws TimeoutException, InterruptedException {
    try {
      return stage.toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
    blocking.shutdown();
  }
}
