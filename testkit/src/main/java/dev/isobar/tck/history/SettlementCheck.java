package dev.isobar.tck.history;

import java.util.List;

/** Acknowledgements against handler calls: too early, or too late. */
final class SettlementCheck implements Check {
  @Override
  public void check(Index index, Findings findings) {
    for (Share share : index.allShares()) {
      if (share.published != null && share.published.goesTo(share.subscription)) {
        for (Op settled : share.settled) {
          if (settled.r().equals("done")) {
            checkAcknowledged(findings, share, settled);
          }
        }
      }
    }
  }

  private static void checkAcknowledged(Findings findings, Share share, Op settled) {
    if (findings.explained(share) || share.buried.stream().anyMatch(t -> t <= settled.t())) {
      return;
    }
    List<Handling> completed =
        share.handlings.stream().filter(h -> h.completed() && h.end <= settled.t()).toList();
    if (completed.isEmpty()) {
      findings.invalid(
          Anomaly.ACKNOWLEDGED_UNHANDLED,
          share.event,
          share.subscription,
          "acknowledged at " + settled.t() + ", when no handler had completed it");
      return;
    }
    List<Handling> own =
        completed.stream().filter(h -> h.invoke.process().equals(settled.process())).toList();
    if (!own.isEmpty() && own.stream().allMatch(h -> h.cancelled < h.end)) {
      findings.invalid(
          Anomaly.LATE_ACK_AS_SUCCESS,
          share.event,
          share.subscription,
          "acknowledged at "
              + settled.t()
              + " by a delivery that was cancelled at "
              + own.get(0).cancelled);
    }
  }
}
