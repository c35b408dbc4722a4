package dev.isobar.test.sim;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A real thread that runs only while it holds the simulation's baton. It takes one piece of work
 * after another, so that few threads are started.
 */
final class Fiber implements Runnable {
  /** Unwinds work that the end of the simulation leaves unfinished. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("the simulation has ended", null, false, false);
    }
  }

  /** For how long a fiber may keep the baton in real time before it counts as blocked. */
  private static final long STUCK_NANOS = 30_000_000_000L;

  private static final Set<String> OWN =
      Set.of(Fiber.class.getName(), Simulation.class.getName(), SimPlatform.class.getName());

  private final Simulation simulation;
  private final Thread thread;
  private volatile boolean holdsBaton;
  private volatile @Nullable Thread driver;
  private volatile boolean retired;

  private @Nullable Task work;
  private @Nullable Throwable failure;
  private volatile @Nullable CompletionStage<?> waitsFor;
  private long wait;
  private boolean wakeQueued;

  Fiber(Simulation simulation, int number) {
    this.simulation = simulation;
    this.thread = new FiberThread(this, number);
    thread.start();
  }

  /** A thread that knows its fiber. */
  static final class FiberThread extends Thread {
    final Fiber fiber;

    FiberThread(Fiber fiber, int number) {
      super(fiber, "sim-fiber-" + number);
      this.fiber = fiber;
      setDaemon(true);
    }
  }

  /** Returns the fiber whose thread is running, or null outside of fibers. */
  static @Nullable Fiber current() {
    return Thread.currentThread() instanceof FiberThread t ? t.fiber : null;
  }

  Simulation simulation() {
    return simulation;
  }

  @Nullable Task work() {
    return work;
  }

  /** Gives the fiber new work, to begin at the next {@link #handBaton}. */
  void begin(Task task) {
    work = task;
    failure = null;
  }

  /** Takes what the work failed with. */
  @Nullable Throwable takeFailure() {
    Throwable taken = failure;
    failure = null;
    return taken;
  }

  /** Called by the driving thread: the fiber runs until it waits or its work ends. */
  void handBaton() {
    driver = Thread.currentThread();
    holdsBaton = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    long begun = System.nanoTime();
    while (holdsBaton) {
      LockSupport.parkNanos(this, STUCK_NANOS);
      interrupted |= Thread.interrupted();
      if (holdsBaton && System.nanoTime() - begun > STUCK_NANOS) {
        throw stuck();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private IllegalStateException stuck() {
    IllegalStateException e =
        new IllegalStateException(
            work
                + " has blocked for "
                + STUCK_NANOS / 1_000_000_000
                + " s without giving way; in a simulation wait only through Platform.await and"
                + " SimPlatform.sleep. The stack trace shows where it stands");
    e.setStackTrace(thread.getStackTrace());
    return e;
  }

  /** Called by the fiber's own thread: gives the baton back until it is handed over again. */
  void giveWay() {
    passBaton();
    while (!holdsBaton) {
      LockSupport.park(this);
    }
  }

  private void passBaton() {
    Thread waiting = driver;
    holdsBaton = false;
    LockSupport.unpark(waiting);
  }

  /** Begins a wait and returns its number, which tells a late wake-up from a timely one. */
  long beginWait(CompletionStage<?> stage) {
    waitsFor = stage;
    wakeQueued = false;
    return ++wait;
  }

  void endWait() {
    waitsFor = null;
    wait++;
  }

  /** Whether a wake-up for this wait is to be queued; the first caller gets true. */
  boolean claimWake(long number) {
    if (wait != number || wakeQueued || waitsFor == null) {
      return false;
    }
    wakeQueued = true;
    return true;
  }

  /** Whether the fiber waits and somebody has interrupted its thread. */
  boolean interruptedWait() {
    return waitsFor != null && !wakeQueued && thread.isInterrupted();
  }

  long waitNumber() {
    return wait;
  }

  boolean waits() {
    return waitsFor != null;
  }

  @Override
  public void run() {
    awaitBaton();
    while (!retired) {
      try {
        Task task = work;
        if (task != null && task.action != null) {
          task.action.run();
        }
      } catch (Ended end) {
        failure = null;
      } catch (Throwable t) {
        failure = t;
      }
      Thread.interrupted();
      work = null;
      giveWay();
    }
    passBaton();
  }

  private void awaitBaton() {
    while (!holdsBaton) {
      LockSupport.park(this);
    }
  }

  /** Ends the idle thread. */
  void retire() throws InterruptedException {
    retired = true;
    handBaton();
    thread.join(5_000);
  }

  /** Returns who waits for what and where, for reports. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append(work).append(waits() ? " waits for " + waitsFor : " runs");
    StackTraceElement[] stack = thread.getStackTrace();
    int shown = 0;
    for (StackTraceElement frame : stack) {
      if (!OWN.contains(frame.getClassName())
          && !frame.getClassName().startsWith("java.")
          && !frame.getClassName().startsWith("jdk.")
          && shown++ < 6) {
        text.append("\n      at ").append(frame);
      }
    }
    return text.toString();
  }
}
