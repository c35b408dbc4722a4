package dev.isobar.tck.history;

import java.util.List;
import java.util.Map;

/** Who got what how often: leaks, fan-out of redrives, duplicates, the same event twice at once. */
final class HandlingCheck implements Check {
  @Override
  public void check(Index index, Findings findings) {
    for (Share share : index.allShares()) {
      if (share.published != null) {
        checkLeak(findings, share);
        checkFanOut(index, findings, share);
        checkDuplicates(index, findings, share);
        checkTwoHandlers(index, findings, share);
      }
    }
  }

  private static void checkLeak(Findings findings, Share share) {
    boolean accepted = share.published != null && share.published.goesTo(share.subscription);
    if (!accepted && !share.handlings.isEmpty()) {
      findings.explain(share);
      findings.invalid(
          Anomaly.FILTER_WRONG,
          share.event,
          share.subscription,
          "the filter rejects it, and it was handled at " + share.handlings.get(0).begin());
    }
  }

  private static void checkFanOut(Index index, Findings findings, Share share) {
    if (findings.explained(share) || share.redriven() || share.handlings.size() < 2) {
      return;
    }
    for (Map<String, Share> other : index.shares.values()) {
      Share redriven = other.get(share.event);
      if (redriven != null) {
        redriven.redrives.forEach(r -> checkFanOut(index, findings, share, r));
      }
    }
  }

  private static void checkFanOut(Index index, Findings findings, Share share, Op redrive) {
    long before = share.firstCompletion();
    for (Handling handling : share.handlings) {
      if (before < redrive.t()
          && handling.begin() >= redrive.t()
          && !index.brokenBetween(share, before, handling.begin())) {
        findings.explain(share);
        findings.invalid(
            Anomaly.REDRIVE_WRONG,
            share.event,
            share.subscription,
            "redriven at " + redrive.s() + " alone, and handled here at " + handling.begin());
        return;
      }
    }
  }

  private static void checkDuplicates(Index index, Findings findings, Share share) {
    List<Handling> completions = share.completions();
    if (completions.size() < 2 || findings.explained(share)) {
      return;
    }
    for (int i = 1; i < completions.size(); i++) {
      long from = duplicable(index, share, completions.get(i - 1));
      long to = completions.get(i).end;
      findings.judge(
          index.brokenBetween(share, from, to),
          Anomaly.DUPLICATE,
          share,
          "completed again at " + to + ", before at " + completions.get(i - 1).end);
    }
  }

  /** Since when a break explains a second delivery; an event stored twice since its publish. */
  private static long duplicable(Index index, Share share, Handling before) {
    Published event = share.published;
    return event != null && index.storedTwice(share) ? event.first.t() : before.begin();
  }

  private static void checkTwoHandlers(Index index, Findings findings, Share share) {
    if (index.ordered(share.subscription) || share.handlings.size() < 2) {
      return;
    }
    Handling longest = share.handlings.get(0);
    Handling previous = longest;
    for (Handling handling : share.handlings.subList(1, share.handlings.size())) {
      checkOverlap(index, findings, share, previous, handling);
      if (longest != previous) {
        checkOverlap(index, findings, share, longest, handling);
      }
      previous = handling;
      if (handling.until() > longest.until()) {
        longest = handling;
      }
    }
  }

  private static void checkOverlap(
      Index index, Findings findings, Share share, Handling earlier, Handling later) {
    if (earlier.until() > later.begin()) {
      findings.judge(
          index.brokenBetween(share, duplicable(index, share, earlier), later.begin()),
          Anomaly.SAME_EVENT_IN_TWO_HANDLERS,
          share,
          "in " + earlier.invoke.p() + " and from " + later.begin() + " in " + later.invoke.p());
    }
  }
}
