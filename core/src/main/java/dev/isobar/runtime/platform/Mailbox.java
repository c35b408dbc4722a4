package dev.isobar.runtime.platform;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
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

  private void turn() {
    for (int i = 0; i < TASKS_PER_TURN; i++) {
      runSafely(tasks.remove());
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
