package dev.isobar.benchmarks.harness;

/**
 * Two contenders measured in turn, ours–theirs–theirs–ours: what disturbs the machine disturbs
 * both, so that the ratio of a pair means something even where the figures do not.
 *
 * @param ours operations per second of ours
 * @param peer operations per second of the peer
 * @param ratio ours by the peer, of each pair
 */
public record Pairs(Spread ours, Spread peer, Spread ratio) {
  /** One contender. */
  @FunctionalInterface
  public interface Slice {
    /**
     * Runs for a short time.
     *
     * @return operations per second
     * @throws Exception to end the benchmark
     */
    double run() throws Exception;
  }

  /**
   * Measures after as many pairs of warming up as the run asks for.
   *
   * @param run says how many pairs
   * @param ours one contender
   * @param peer the other one
   * @throws Exception as the slices
   */
  public static Pairs measure(Run run, Slice ours, Slice peer) throws Exception {
    for (int i = 0; i < run.warmUps(); i++) {
      ours.run();
      peer.run();
    }
    double[] us = new double[run.pairs()];
    double[] them = new double[run.pairs()];
    double[] ratios = new double[run.pairs()];
    for (int i = 0; i < ratios.length; i++) {
      if (i % 2 == 0) {
        us[i] = ours.run();
        them[i] = peer.run();
      } else {
        them[i] = peer.run();
        us[i] = ours.run();
      }
      ratios[i] = us[i] / them[i];
    }
    return new Pairs(Spread.of(us), Spread.of(them), Spread.of(ratios));
  }
}
