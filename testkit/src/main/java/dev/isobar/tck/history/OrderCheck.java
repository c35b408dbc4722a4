package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order of each key: first completions, replays, two at a time. */
final class OrderCheck implements Check {
  @Override
  public void check(Index index, Findings findings) {
    for (List<Share> key : index.sharesOfKeys()) {
      checkOrder(index, findings, key);
      checkReplays(index, findings, key);
      checkOneAtATime(index, findings, key);
    }
  }

  private static void checkOrder(Index index, Findings findings, List<Share> key) {
    List<Share> done = new ArrayList<>();
    for (Share share : key) {
      if (share.completed()
          && !share.redriven()
          && share.published != null
          && share.published.ok()) {
        done.add(share);
      }
    }
    done.sort(Comparator.comparingLong(Share::firstCompletion));
    checkWriters(index, findings, done);
    checkAcrossWriters(index, findings, done);
  }

  private static void checkWriters(Index index, Findings findings, List<Share> done) {
    Map<String, Share> furthest = new HashMap<>();
    for (Share share : done) {
      Op publish = publish(share);
      Share before = furthest.get(publish.p());
      if (before == null || publish.q() > publish(before).q()) {
        furthest.put(publish.p(), share);
      } else if (publish.q() < publish(before).q()) {
        report(index, findings, share, before);
      }
    }
  }

  private static void checkAcrossWriters(Index index, Findings findings, List<Share> done) {
    Share earliest = null;
    for (int i = done.size() - 1; i >= 0; i--) {
      Share share = done.get(i);
      if (earliest != null
          && okAt(earliest) < publish(share).t()
          && !publish(earliest).p().equals(publish(share).p())) {
        report(index, findings, earliest, share);
      }
      if (earliest == null || okAt(share) < okAt(earliest)) {
        earliest = share;
      }
    }
  }

  /**
   * The overtaken one was published before the overtaker, and completed after it. That is no breach
   * when the first deliveries were in order and something broke then, or when a lease of one of the
   * two was lost before: a holder that slept, or whose giving back failed too, cannot know the
   * order in which they come again.
   */
  private static void report(Index index, Findings findings, Share overtaken, Share overtaker) {
    long begun = overtaken.handlings.get(0).begin();
    long done = overtaker.firstCompletion();
    boolean inOrder = begun < overtaker.handlings.get(0).begin();
    boolean excused =
        inOrder && index.brokenBetween(overtaken, begun, done)
            || overtaker.brokenBetween(overtaker.rank(), done)
            || overtaken.brokenBetween(overtaken.rank(), done);
    findings.explain(overtaken);
    findings.judge(
        excused,
        Anomaly.ORDER_PER_KEY,
        overtaken,
        "key "
            + overtaken.key()
            + ": completed at "
            + overtaken.firstCompletion()
            + ", after "
            + overtaker.event
            + " at "
            + done);
  }

  private static Op publish(Share share) {
    return java.util.Objects.requireNonNull(share.published, "published").first;
  }

  private static long okAt(Share share) {
    return java.util.Objects.requireNonNull(share.published, "published").okAt();
  }

  private record Moment(long time, Share share, int handling) {}

  private static void checkReplays(Index index, Findings findings, List<Share> key) {
    List<Moment> moments = new ArrayList<>();
    for (Share share : key) {
      if (share.completed()) {
        moments.add(new Moment(share.firstCompletion(), share, -1));
      }
      for (int i = 1; i < share.handlings.size(); i++) {
        moments.add(new Moment(share.handlings.get(i).begin(), share, i));
      }
    }
    moments.sort(Comparator.comparingLong(Moment::time));
    long furthest = Long.MIN_VALUE;
    for (Moment moment : moments) {
      if (moment.handling() < 0) {
        furthest = Math.max(furthest, moment.share().rank());
      } else if (moment.share().rank() < furthest) {
        replayed(index, findings, moment);
      }
    }
  }

  private static void replayed(Index index, Findings findings, Moment moment) {
    Share share = moment.share();
    Handling before = share.handlings.get(moment.handling() - 1);
    long from = index.storedTwice(share) ? share.rank() : before.begin();
    boolean excused = before.failed() || index.brokenBetween(share, from, moment.time());
    if (!excused) {
      findings.explain(share);
    }
    findings.judge(
        excused,
        Anomaly.STALE_REPLAY,
        share,
        "handled again at "
            + moment.time()
            + ", after a later event of key "
            + share.key()
            + " was completed");
  }

  private static void checkOneAtATime(Index index, Findings findings, List<Share> key) {
    List<Handling> calls = new ArrayList<>();
    Map<Handling, Share> owners = new HashMap<>();
    for (Share share : key) {
      for (Handling handling : share.handlings) {
        if (!share.redriven()) {
          calls.add(handling);
          owners.put(handling, share);
        }
      }
    }
    calls.sort(Comparator.comparingLong(Handling::begin));
    Handling longest = null;
    Handling previous = null;
    for (Handling handling : calls) {
      overlapping(index, findings, owners, previous, handling);
      if (longest != previous) {
        overlapping(index, findings, owners, longest, handling);
      }
      previous = handling;
      if (longest == null || handling.until() > longest.until()) {
        longest = handling;
      }
    }
  }

  private static void overlapping(
      Index index,
      Findings findings,
      Map<Handling, Share> owners,
      @Nullable Handling earlier,
      Handling later) {
    if (earlier == null || earlier.until() <= later.begin()) {
      return;
    }
    Share share = java.util.Objects.requireNonNull(owners.get(later), "owner");
    Share first = java.util.Objects.requireNonNull(owners.get(earlier), "owner");
    boolean excused =
        index.brokenBetween(share, earlier.begin(), later.begin())
            || index.brokenBetween(first, earlier.begin(), later.begin());
    findings.judge(
        excused,
        Anomaly.DOUBLE_IN_FLIGHT_PER_KEY,
        share,
        "handled from "
            + later.begin()
            + " while "
            + first.event
            + " of the same key "
            + share.key()
            + " was, from "
            + earlier.begin());
  }
}
