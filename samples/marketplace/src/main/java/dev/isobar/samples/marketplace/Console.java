package dev.isobar.samples.marketplace;

import java.io.PrintStream;
import java.time.Duration;

/** Tells what happens, as it happens: when, who, what. Thread-safe. */
final class Console {
  private final PrintStream out;
  private final long start = System.nanoTime();
  private final boolean everything;

  Console(PrintStream out, boolean everything) {
    this.out = out;
    this.everything = everything;
  }

  /** A step of the story. */
  void title(String text) {
    out.println();
    out.println("== " + text);
  }

  /** Something worth telling, however many events there are. */
  void say(String who, String what) {
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    out.println("%7.3fs  %-10s %s".formatted(seconds, who, what));
  }

  /** Something about one event; told only while there are few of them. */
  void detail(String who, String what) {
    if (everything) {
      say(who, what);
    }
  }

  void lines(String text) {
    out.println(text);
  }
}
