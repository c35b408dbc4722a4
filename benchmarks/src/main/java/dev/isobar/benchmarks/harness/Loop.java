package dev.isobar.benchmarks.harness;

import java.time.Duration;

/** Runs something for a while. */
public final class Loop {
  private Loop() {}

  /** A part of a benchmark. */
  @FunctionalInterface
  public interface Body {
    /**
     * Does it once.
     *
     * @return how many operations that was
     * @throws Exception to end the benchmark
     */
    long run() throws Exception;
  }

  /**
   * Repeats until the time is over.
   *
   * @param time for how long at least
   * @param body what to repeat
   * @return operations per second
   * @throws Exception as the body
   */
  public static double rate(Duration time, Body body) throws Exception {
    long begin = System.nanoTime();
    long operations = 0;
    long passed;
    do {
      operations += body.run();
      passed = System.nanoTime() - begin;
    } while (passed < time.toNanos());
    return operations * 1e9 / passed;
  }

  /**
   * Measures one run.
   *
   * @param body what to run
   * @return operations per second
   * @throws Exception as the body
   */
  public static double once(Body body) throws Exception {
    long begin = System.nanoTime();
    return body.run() * 1e9 / (System.nanoTime() - begin);
  }
}
