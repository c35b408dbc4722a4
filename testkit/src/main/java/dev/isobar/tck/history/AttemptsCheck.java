package dev.isobar.tck.history;

/** Failures against attempts, and every dead letter against what happened before it. */
final class AttemptsCheck implements Check {
  @Override
  public void check(Index index, Findings findings) {
    for (Share share : index.allShares()) {
      checkTooMany(index, findings, share);
      for (Op letter : share.deadLetters) {
        checkLetter(index, findings, share, letter);
      }
    }
  }

  private static void checkTooMany(Index index, Findings findings, Share share) {
    long max = (long) index.maxAttempts(share.subscription) * copies(index, share);
    int failures = 0;
    Handling before = null;
    for (Handling handling : share.handlings) {
      if (before != null && broken(index, share, before, handling)) {
        failures = 0;
      }
      failures += handling.failed() ? 1 : 0;
      before = handling;
      if (failures == max + 1) {
        findings.invalid(
            Anomaly.ATTEMPTS_WRONG,
            share.event,
            share.subscription,
            failures + " failures in a row, at most " + max);
      }
    }
  }

  /** Each stored copy of an event has its own attempts. */
  private static int copies(Index index, Share share) {
    return share.published == null ? 1 : Math.max(1, index.stored(share.published));
  }

  private static boolean broken(Index index, Share share, Handling before, Handling after) {
    return index.brokenBetween(share, before.begin(), after.begin())
        || index.endedBetween(before.invoke.process(), before.begin(), after.begin());
  }

  private static void checkLetter(Index index, Findings findings, Share share, Op letter) {
    Published event = share.published;
    if (event == null) {
      findings.invalid(
          Anomaly.PHANTOM, share.event, share.subscription, "a dead letter nobody published");
      return;
    }
    if (!event.goesTo(share.subscription)) {
      findings.invalid(
          Anomaly.FILTER_WRONG,
          share.event,
          share.subscription,
          "the filter rejects it, and it is a dead letter");
      return;
    }
    String wrong = wrong(share, letter, event);
    if (!wrong.isEmpty()) {
      findings.invalid(Anomaly.DEAD_LETTER_WRONG, share.event, share.subscription, wrong);
    } else if (letter.r().equals("exhausted")) {
      checkTooFew(index, findings, share, letter);
    }
  }

  private static String wrong(Share share, Op letter, Published event) {
    if (!letter.h().isEmpty() && !letter.h().equals(event.first.h())) {
      return "its hash is " + letter.h() + ", published with " + event.first.h();
    }
    if (!letter.err().isEmpty() && !letter.err().equals(share.subscription)) {
      return "its origin is " + letter.err();
    }
    boolean rejected = share.handlings.stream().anyMatch(Handling::rejected);
    boolean failed = share.handlings.stream().anyMatch(Handling::failed);
    if (letter.r().equals("rejected") && !rejected) {
      return "its cause is rejected, and no handler rejected it";
    }
    if (letter.r().equals("exhausted") && !failed) {
      return "its cause is exhausted, and no handler failed";
    }
    int most = share.handlings.stream().mapToInt(h -> h.invoke.a()).max().orElse(0);
    return letter.a() > 0 && most > 0 && letter.a() > most && !letter.r().equals("backstop")
        ? "it tells of " + letter.a() + " attempts, made were " + most
        : "";
  }

  private static void checkTooFew(Index index, Findings findings, Share share, Op letter) {
    int max = index.maxAttempts(share.subscription);
    long failures = share.handlings.stream().filter(Handling::failed).count();
    int attempt = share.handlings.stream().mapToInt(h -> h.invoke.a()).max().orElse(0);
    if (failures < max && attempt < max) {
      findings.invalid(
          Anomaly.ATTEMPTS_WRONG,
          share.event,
          share.subscription,
          "exhausted after " + failures + " failures and " + attempt + " attempts, not " + max);
    }
  }
}
