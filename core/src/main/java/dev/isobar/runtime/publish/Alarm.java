package dev.isobar.runtime.publish;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One timer that is set again and again. Belongs to a mailbox, in which it also rings; it may ring
 * too early or once too often.
 */
final class Alarm {
  private final Platform platform;
  private final Executor mailbox;
  private final Runnable task;
  private Platform.@Nullable Timer timer;
  private long at;

  Alarm(Platform platform, Executor mailbox, Runnable task) {
    this.platform = platform;
    this.mailbox = mailbox;
    this.task = task;
  }

  /**
   * Rings at this time or before.
   *
   * @param nanoTime a reading of the monotonic clock
   */
  void ringBy(long nanoTime) {
    if (timer != null && at - nanoTime <= 0) {
      return;
    }
    cancel();
    at = nanoTime;
    long delay = Math.max(0, nanoTime - platform.nanoTime());
    timer = platform.schedule(Duration.ofNanos(delay), () -> mailbox.execute(this::ring));
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void ring() {
    cancel();
    task.run();
  }
}
