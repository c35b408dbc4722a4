package dev.isobar.test.sim;

import dev.isobar.spi.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be run next: a short task, the start of a fiber's work, or the return of a
 * waiting fiber. Guarded by the simulation's lock.
 */
final class Task implements Platform.Timer {
  /** What runs it. */
  enum Kind {
    SHORT,
    FIBER,
    RESUME
  }

  final Kind kind;
  final SimPlatform platform;
  final String name;
  final @Nullable Runnable action;
  final @Nullable Fiber fiber;
  final long number;
  final long due;
  private volatile boolean dropped;

  Task(
      Kind kind,
      SimPlatform platform,
      String name,
      @Nullable Runnable action,
      @Nullable Fiber fiber,
      long number,
      long due) {
    this.kind = kind;
    this.platform = platform;
    this.name = name;
    this.action = action;
    this.fiber = fiber;
    this.number = number;
    this.due = due;
  }

  @Override
  public void cancel() {
    dropped = true;
  }

  /** Whether nobody wants it any more. */
  boolean dropped() {
    return dropped || platform.ended();
  }

  @Override
  public String toString() {
    return platform.name() + "/" + name + "#" + number;
  }
}
