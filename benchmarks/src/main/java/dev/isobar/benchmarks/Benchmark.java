package dev.isobar.benchmarks;

import dev.isobar.benchmarks.harness.Run;

/** One benchmark: measures and reports. */
@FunctionalInterface
interface Benchmark {
  /**
   * Measures.
   *
   * @param run takes the figures
   * @throws Exception to end the run
   */
  void measure(Run run) throws Exception;
}
