package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * The one bound of an instance on bytes that publishers have accepted and the provider has not yet
 * stored. Who finds no room waits, first come, first served. Thread-safe.
 */
public final class PendingBytes {
  private final Platform platform;
  private final long limit;
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long used;

  /** Room that somebody waits for. */
  private static final class Waiter {
    private final long bytes;
    private final CompletableFuture<Void> granted = new CompletableFuture<>();

    private Waiter(long bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Creates an empty bound.
   *
   * @param platform what callers wait with
   * @param limit the most bytes that may be pending; a larger event goes alone
   */
  public PendingBytes(Platform platform, long limit) {
    this.platform = platform;
    this.limit = limit;
  }

  /**
   * Returns room without end, for senders that are bounded elsewhere.
   *
   * @param platform the threads of the instance
   */
  public static PendingBytes unbounded(Platform platform) {
    return new PendingBytes(platform, Long.MAX_VALUE);
  }

  /** Returns how many bytes are pending now. */
  public synchronized long used() {
    return used;
  }

  /** Returns how many callers wait for room now. */
  public synchronized int waiting() {
    return waiters.size();
  }

  /**
   * Takes room, and waits for it on the calling thread.
   *
   * @param bytes the size of one event
   * @param timeout for how long to wait at most
   * @throws IsobarException RESOURCE_EXHAUSTED when there was no room in time, CANCELLED with the
   *     interrupt flag set when interrupted
   */
  void acquire(long bytes, Duration timeout) {
    Waiter waiter;
    synchronized (this) {
      if (waiters.isEmpty() && fits(bytes)) {
        used += bytes;
        return;
      }
      waiter = new Waiter(bytes);
      waiters.add(waiter);
    }
    await(waiter, timeout);
  }

  /**
   * Gives room back to those who wait.
   *
   * @param bytes as acquired
   */
  void release(long bytes) {
    List<Waiter> next;
    synchronized (this) {
      used -= bytes;
      next = grant();
    }
    next.forEach(waiter -> waiter.granted.complete(null));
  }

  private void await(Waiter waiter, Duration timeout) {
    try {
      platform.await(waiter.granted, timeout);
    } catch (TimeoutException late) {
      giveUp(waiter);
      throw new IsobarException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "no room for an event of "
              + waiter.bytes
              + " bytes within "
              + timeout.toMillis()
              + " ms: isobar.publish.pending-bytes="
              + limit
              + " are waiting to be stored; publish more slowly or raise the bound");
    } catch (InterruptedException interrupted) {
      giveUp(waiter);
      Thread.currentThread().interrupt();
      throw new IsobarException(
          ErrorCode.CANCELLED,
          Outcome.NOT_STORED,
          "interrupted while waiting for room in isobar.publish.pending-bytes=" + limit,
          interrupted);
    }
  }

  private void giveUp(Waiter waiter) {
    List<Waiter> next;
    synchronized (this) {
      if (!waiters.remove(waiter)) {
        used -= waiter.bytes;
      }
      next = grant();
    }
    next.forEach(other -> other.granted.complete(null));
  }

  private List<Waiter> grant() {
    if (waiters.isEmpty()) {
      return List.of();
    }
    List<Waiter> next = new ArrayList<>();
    while (!waiters.isEmpty() && fits(waiters.peek().bytes)) {
      Waiter waiter = waiters.remove();
      used += waiter.bytes;
      next.add(waiter);
    }
    return next;
  }

  private boolean fits(long bytes) {
    return used == 0 || bytes <= limit - used;
  }
}
