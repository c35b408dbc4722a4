package dev.isobar.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Holds handlers up until the test opens it. Thread-safe. */
final class Gate {
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final TestClock clock;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  Gate(TestClock clock) {
    this.clock = clock;
  }

  /** Called by a handler. */
  void pass() throws InterruptedException {
    clock.pause(opened, FOR_EVER);
  }

  void open() {
    opened.complete(null);
  }
}
