package dev.isobar.runtime.platform;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real platform of one instance: the JDK's clocks, two threads for the runtime's short tasks, a
 * virtual thread per handler where the JDK has them and a bounded pool where not. Every thread is a
 * daemon and ends when idle or closed.
 */
public final class SystemPlatform implements Platform {
  /** How many handlers run at once on a JDK without virtual threads. */
  static final int MAX_HANDLER_THREADS = 256;

  private static final Duration THREAD_IDLE = Duration.ofSeconds(10);
  private static final int LOOP_THREADS = 2;

  private final ScheduledThreadPoolExecutor timers;
  private final ExecutorService loop;
  private final ExecutorService handlers;
  private final ExecutorService blocking;

  /**
   * Creates the threads lazily.
   *
   * @param instance the name of the instance, empty for the unnamed one
   */
  public SystemPlatform(String instance) {
    String prefix = instance.isEmpty() ? "isobar-" : "isobar-" + instance + "-";
    timers = new ScheduledThreadPoolExecutor(1, daemons(prefix + "timer-"), new DiscardPolicy());
    timers.setRemoveOnCancelPolicy(true);
    timers.setKeepAliveTime(THREAD_IDLE.toSeconds(), TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    loop = bounded(LOOP_THREADS, daemons(prefix + "loop-"));
    handlers =
        VirtualThreads.executor(prefix + "handler-")
            .orElseGet(() -> bounded(MAX_HANDLER_THREADS, daemons(prefix + "handler-")));
    blocking =
        VirtualThreads.executor(prefix + "io-").orElseGet(() -> cached(daemons(prefix + "io-")));
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  @Override
  public Executor executor() {
    return loop;
  }

  @Override
  public Executor handlers() {
    return handlers;
  }

  @Override
  public Executor blocking() {
    return blocking;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Future<?> future =
        timers.schedule(() -> loop.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
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
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timers.shutdown();
    loop.shutdown();
    handlers.shutdown();
    blocking.shutdown();
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger next = new AtomicInteger(1);
    return task -> {
      Thread thread = new Thread(task, prefix + next.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static ExecutorService bounded(int threads, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            THREAD_IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory,
            new DiscardPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ExecutorService cached(ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        THREAD_IDLE.toSeconds(),
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory);
  }
}
