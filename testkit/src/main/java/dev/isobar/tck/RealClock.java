package dev.isobar.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Real time. */
enum RealClock implements TestClock {
  INSTANCE;

  private static final long POLL_NANOS = 1_000_000;

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean await(BooleanSupplier condition, Duration bound) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > bound.toNanos()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  @Override
  public void pause(CompletableFuture<?> future, Duration bound) throws InterruptedException {
    try {
      future.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException over) {
      return;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Override
  public void spawn(Runnable action) {
    Thread thread = new Thread(action, "contract");
    thread.setDaemon(true);
    thread.start();
  }
}
