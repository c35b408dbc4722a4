package dev.isobar.runtime.platform;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on an executor: what a state machine needs to be free of
 * locks. No thread is held while there is nothing to do.
 */
public final class Mailbox implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.runtime");
  private static final int TASKS_PER_TURN = 256;

  private final Executor executor;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile @Nullable Thread thread;

  /**
   * Creates an empty mailbox.
   *
   * @param executor runs it
   */
  public Mailbox(Executor executor) {
    this.executor = executor;
  }

  /**
   * Adds a task; returns at once, and never runs it on this stack.
   *
   * @param task never blocks
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (pending.getAndIncrement() == 0) {
      executor.execute(this::turn);
    }
  }

  /** Whether the calling thread runs a task of this mailbox. */
  public boolean inside() {
    return thread == Thread.currentThread();
  }

  private void turn() {
    for (int i = 0; i < TASKS_PER_TURN; i++) {
      thread = Thread.currentThread();
      runSafely(tasks.remove());
      thread = null;
      if (pending.decrementAndGet() == 0) {
        return;
      }
    }
    executor.execute(this::turn);
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a task of the runtime failed; please report this", e);
    }
  }
}
