package dev.isobar.benchmarks.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** One run of benchmarks: how long it may take, where its files are, and what it found. */
public final class Run implements AutoCloseable {
  /** How much is measured. */
  public enum Scale {
    /** As little as shows that everything works; the figures mean nothing. */
    SMOKE,
    /** Some minutes. */
    NORMAL,
    /** Everything at its full size. */
    FULL
  }

  private final Scale scale;
  private final PrintStream out;
  private final Path folder;
  private boolean missed;

  /**
   * Begins a run.
   *
   * @param scale how much to measure
   * @param out takes one line of a Markdown table per figure
   */
  public Run(Scale scale, PrintStream out) {
    this.scale = scale;
    this.out = out;
    try {
      folder = Files.createTempDirectory("isobar-benchmarks");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how much is measured. */
  public Scale scale() {
    return scale;
  }

  /**
   * Chooses by scale.
   *
   * @param smoke for a smoke run
   * @param normal for a normal run
   * @param full for a full run
   */
  public int of(int smoke, int normal, int full) {
    return switch (scale) {
      case SMOKE -> smoke;
      case NORMAL -> normal;
      case FULL -> full;
    };
  }

  /** Returns how many pairs are measured. */
  public int pairs() {
    return of(2, 16, 30);
  }

  /** Returns how many pairs warm up. */
  public int warmUps() {
    return of(1, 5, 8);
  }

  /** Returns how long one slice takes. */
  public Duration slice() {
    return Duration.ofMillis(of(20, 150, 200));
  }

  /**
   * Returns a new folder on a real disk, deleted at the end.
   *
   * @param name begins its name
   */
  public Path folder(String name) {
    try {
      return Files.createTempDirectory(folder, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints the head of the table. */
  public void head() {
    out.println("| what | ours | peer | ratio | target |");
    out.println("|---|---|---|---|---|");
  }

  /**
   * Reports times: never a failure.
   *
   * @param what was measured
   * @param ours our figure
   * @param peer the peer's figure, or empty
   * @param ratio of both, or empty
   * @param target in words, or empty
   */
  public void report(String what, String ours, String peer, String ratio, String target) {
    out.println(String.join(" | ", "| " + what, ours, peer, ratio, target) + " |");
    out.flush();
  }

  /**
   * Reports a comparison by time per operation.
   *
   * @param what was measured
   * @param pairs the measurement
   * @param target the wanted ratio, in words
   */
  public void nanos(String what, Pairs pairs, String target) {
    report(
        what,
        pairs.ours().per(1e9).text("%.0f") + " ns",
        pairs.peer().per(1e9).text("%.0f") + " ns",
        pairs.ratio().text("%.2f"),
        target);
  }

  /**
   * Reports a comparison by rate.
   *
   * @param what was measured
   * @param pairs the measurement
   * @param target the wanted ratio, in words
   */
  public void rates(String what, Pairs pairs, String target) {
    report(
        what,
        pairs.ours().text("%.0f") + "/s",
        pairs.peer().text("%.0f") + "/s",
        pairs.ratio().text("%.2f"),
        target);
  }

  /**
   * Reports a counter that may not be more than a bound; the process fails when it is.
   *
   * @param what was counted
   * @param counted the figure
   * @param bound the greatest allowed one
   * @param unit of both
   */
  public void gate(String what, long counted, long bound, String unit) {
    boolean kept = counted <= bound;
    missed |= !kept;
    report(
        what, counted + " " + unit, "", "", "≤ " + bound + " " + unit + (kept ? "" : ": MISSED"));
  }

  /** Returns whether a counter was more than its bound. */
  public boolean missed() {
    return missed;
  }

  /** Deletes the files of the run. */
  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
