package dev.isobar.tck.history;

/** Whether the run proves anything. */
final class EvidenceCheck implements Check {
  private static final double FAULTS = 0.95;
  private static final double PUBLISHES = 0.9;

  @Override
  public void check(Index index, Findings findings) {
    if (index.drain == null || !index.quiet()) {
      findings.unknown("the run was not drained");
    }
    if (index.witness.isEmpty() && !index.published.isEmpty()) {
      findings.unknown("there is no witness");
    }
    if (index.faults < index.plannedFaults * FAULTS) {
      findings.unknown("of " + index.plannedFaults + " faults only " + index.faults + " happened");
    }
    checkPublishes(index, findings);
  }

  private static void checkPublishes(Index index, Findings findings) {
    long healthy = 0;
    long ok = 0;
    for (Published event : index.published.values()) {
      long end = event.ends().isEmpty() ? Published.NEVER : event.ends().get(0).t();
      if (!event.refused() && index.healthy(event, end)) {
        healthy++;
        ok += event.ok() ? 1 : 0;
      }
    }
    if (ok < healthy * PUBLISHES) {
      findings.unknown("of " + healthy + " publishes in good times only " + ok + " succeeded");
    }
  }
}
