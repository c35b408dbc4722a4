package dev.isobar.tck.history;

import java.util.List;

/**
 * Compares a history with the promises, in one pass over its lines and one sort per key: O(n log
 * n). Stateless and thread-safe.
 */
public final class HistoryChecker {
  private HistoryChecker() {}

  /**
   * Checks a whole run. It must end with a drain and the lines of the witness and of the dead
   * letters, and declare every subscription.
   *
   * @param history the run
   * @return what was found
   */
  public static Report check(History history) {
    Index index = new Index(history.ops());
    Findings findings = new Findings();
    List<Check> checks =
        List.of(
            new EvidenceCheck(),
            new StorageCheck(),
            new LossCheck(),
            new OrderCheck(),
            new HandlingCheck(),
            new AttemptsCheck(),
            new SettlementCheck(),
            new CloseCheck());
    checks.forEach(check -> check.check(index, findings));
    return new Report(findings.verdicts());
  }
}
