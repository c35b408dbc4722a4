package dev.isobar.runtime.testing;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * One thread, a queue of tasks and a clock that moves only when told. Handlers run only when told,
 * too: one that is not told yet is one that runs for long.
 */
public final class ManualPlatform implements Platform {
  private record Task(long at, long number, Runnable work) {}

  /** Overflows soon, as a monotonic clock may. */
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final Queue<Runnable> handlers = new ArrayDeque<>();
  private final PriorityQueue<Task> later =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(task -> task.at() - START)
              .thenComparingLong(Task::number));
  private final Random random;
  private long now = START;
  private long number;

  /** The same seed gives the same chances. */
  public ManualPlatform(long seed) {
    random = new Random(seed);
  }

  /** Runs what is ready, without moving the clock. */
  public void run() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Lets one handler run and what follows from it happen; false when none is wanted. */
  public boolean runHandler() {
    run();
    Runnable handler = handlers.poll();
    if (handler != null) {
      handler.run();
      run();
    }
    return handler != null;
  }

  /** Moves the clock, running everything that becomes due on the way. */
  public void advance(Duration by) {
    long end = now + by.toNanos();
    run();
    while (!later.isEmpty() && later.peek().at() - end <= 0) {
      Task task = later.remove();
      now = task.at();
      task.work().run();
      run();
    }
    now = end;
  }

  /** Lets time pass in which nothing runs, as in a process that is stopped. */
  public void stall(Duration by) {
    now += by.toNanos();
  }

  /** How many timers are set. */
  public int timers() {
    return later.size();
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public double random() {
    return random.nextDouble();
  }

  @Override
  public Executor executor() {
    return ready::add;
  }

  @Override
  public Executor handlers() {
    return handlers::add;
  }

  @Override
  public Executor blocking() {
    return ready::add;
  }

  @Override
  public Timer schedule(Duration delay, Runnable work) {
    Task task = new Task(now + delay.toNanos(), number++, work);
    later.add(task);
    return () -> later.remove(task);
  }

  @Override
  public <T> T await(CompletionStage<T> stage, Duration timeout)
      throws TimeoutException, InterruptedException {
    var future = stage.toCompletableFuture();
    long end = now + timeout.toNanos();
    run();
    while (!future.isDone()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (later.isEmpty() || later.peek().at() - end > 0) {
        now = end;
        throw new TimeoutException();
      }
      advance(Duration.ofNanos(later.peek().at() - now));
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  @Override
  public void close() {}
}
