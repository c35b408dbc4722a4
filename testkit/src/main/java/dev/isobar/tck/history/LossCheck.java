package dev.isobar.tck.history;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored events that a subscription never got, or too late, by where they went missing. */
final class LossCheck implements Check {
  private static final class KeyEnds {
    long lastBuried = Long.MIN_VALUE;
    long lastHandled = Long.MIN_VALUE;
  }

  private static final class WriterEnds {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
  }

  private final Map<String, KeyEnds> keys = new HashMap<>();
  private final Map<String, WriterEnds> writers = new HashMap<>();

  @Override
  public void check(Index index, Findings findings) {
    index.allShares().forEach(this::note);
    for (Published event : index.published.values()) {
      if (expected(index, event)) {
        for (String subscription : event.first.to()) {
          checkShare(index, findings, event, index.share(subscription, event));
        }
      }
    }
  }

  private void note(Share share) {
    if (share.published == null) {
      return;
    }
    KeyEnds key = keys.computeIfAbsent(keyOf(share), k -> new KeyEnds());
    if (!share.deadLetters.isEmpty() || !share.buried.isEmpty()) {
      key.lastBuried = Math.max(key.lastBuried, share.rank());
    }
    if (!share.handlings.isEmpty()) {
      key.lastHandled = Math.max(key.lastHandled, share.rank());
      WriterEnds writer = writers.computeIfAbsent(writerOf(share), w -> new WriterEnds());
      writer.first = Math.min(writer.first, share.rank());
      writer.last = Math.max(writer.last, share.rank());
    }
  }

  private static String keyOf(Share share) {
    return share.subscription + "\n" + share.key();
  }

  private static String writerOf(Share share) {
    return share.subscription + "\n" + (share.published == null ? "" : share.published.first.p());
  }

  private static boolean expected(Index index, Published event) {
    if (event.refused()) {
      return false;
    }
    boolean witnessed = index.witness.containsKey(event.first.s());
    return witnessed ? index.stored(event) > 0 : event.ok();
  }

  private void checkShare(Index index, Findings findings, Published event, Share share) {
    if (share.redriven()) {
      checkRedriven(findings, share);
    } else if (share.completed() || !share.deadLetters.isEmpty() || share.discarded) {
      checkSpeed(index, findings, event, share);
    } else {
      findings.explain(share);
      reportMissing(index, findings, share);
    }
  }

  private static void checkRedriven(Findings findings, Share share) {
    long redriven = share.redrives.get(share.redrives.size() - 1).t();
    boolean came =
        share.handlings.stream().anyMatch(h -> h.completed() && h.end >= redriven)
            || !share.deadLetters.isEmpty()
            || share.discarded;
    if (!came) {
      findings.explain(share);
      findings.invalid(
          Anomaly.REDRIVE_WRONG,
          share.event,
          share.subscription,
          "redriven at " + redriven + ", and never handled again");
    }
  }

  private void reportMissing(Index index, Findings findings, Share share) {
    if (givenUpOn(index, share)) {
      findings.invalid(
          Anomaly.DEAD_LETTER_WRONG,
          share.event,
          share.subscription,
          "given up on, and no dead letter of it is there");
    } else if (!index.quiet()) {
      findings.invalid(
          Anomaly.STUCK, share.event, share.subscription, "not handled, and the drain did not end");
    } else if (gap(index, share)) {
      findings.invalid(
          Anomaly.GAP_AFTER_DEAD_LETTER,
          share.event,
          share.subscription,
          "after a dead letter of key " + share.key() + " nothing of the key was handled");
    } else if (keptBack(index, share)) {
      findings.invalid(
          Anomaly.FILTER_WRONG,
          share.event,
          share.subscription,
          "the filter accepts it, and it was kept back");
    } else {
      findings.invalid(
          Anomaly.LOST,
          share.event,
          share.subscription,
          position(share) + " of what its writer published; " + calls(share));
    }
  }

  private static boolean givenUpOn(Index index, Share share) {
    Handling last = share.last();
    long failures = share.handlings.stream().filter(Handling::failed).count();
    return (last != null && last.rejected()) || failures >= index.maxAttempts(share.subscription);
  }

  private boolean gap(Index index, Share share) {
    KeyEnds key = keys.get(keyOf(share));
    return index.ordered(share.subscription)
        && key != null
        && share.handlings.isEmpty()
        && share.rank() > key.lastBuried
        && key.lastBuried != Long.MIN_VALUE
        && key.lastHandled <= key.lastBuried;
  }

  /** Whether the event never reached the subscription, or was acknowledged as not accepted. */
  private static boolean keptBack(Index index, Share share) {
    if (!index.filtered(share.subscription) || !share.handlings.isEmpty()) {
      return false;
    }
    Map<String, ?> there = index.witness.get(share.subscription);
    return (there != null && !there.containsKey(share.event))
        || share.settled.stream().anyMatch(s -> s.r().equals("done"));
  }

  private String position(Share share) {
    WriterEnds writer = writers.get(writerOf(share));
    if (writer == null || share.rank() < writer.first) {
      return "prefix";
    }
    return share.rank() > writer.last ? "postfix" : "middle";
  }

  private static String calls(Share share) {
    Handling last = share.last();
    return last == null
        ? "never handled"
        : "handled " + share.handlings.size() + " times, last: " + describe(last);
  }

  private static String describe(Handling last) {
    return last.result.isEmpty() ? "without an end" : last.result;
  }

  private void checkSpeed(Index index, Findings findings, Published event, Share share) {
    Op declared = index.subscriptions.get(share.subscription);
    if (declared == null || declared.within() == 0 || !event.ok()) {
      return;
    }
    long from = Math.max(index.heal, event.okAt());
    Handling first = firstFrom(share, from);
    boolean doneBefore = share.handlings.stream().anyMatch(h -> h.begin() < from && done(h));
    if (first != null && !doneBefore && first.begin() - from > declared.within()) {
      findings.invalid(
          Anomaly.STUCK,
          share.event,
          share.subscription,
          "handled "
              + (first.begin() - from)
              + " ns after that was possible, at most "
              + declared.within());
    }
  }

  private static boolean done(Handling handling) {
    return handling.completed() || handling.rejected();
  }

  private static @Nullable Handling firstFrom(Share share, long from) {
    return share.handlings.stream().filter(h -> h.begin() >= from).findFirst().orElse(null);
  }
}
