package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects verdicts; one deviation is reported under one name. */
final class Findings {
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Set<String> explained = new HashSet<>();

  void invalid(Anomaly anomaly, String event, String subscription, String detail) {
    add(anomaly, Verdict.Severity.INVALID, event, subscription, detail);
  }

  void counted(Anomaly anomaly, String event, String subscription, String detail) {
    add(anomaly, Verdict.Severity.COUNTED, event, subscription, detail);
  }

  void unknown(String detail) {
    add(Anomaly.UNKNOWN, Verdict.Severity.UNKNOWN, "", "", detail);
  }

  /** Invalid, or counted where something has happened that explains it. */
  void judge(boolean excused, Anomaly anomaly, Share share, String detail) {
    if (excused) {
      counted(anomaly, share.event, share.subscription, detail);
    } else {
      invalid(anomaly, share.event, share.subscription, detail);
    }
  }

  private void add(
      Anomaly anomaly,
      Verdict.Severity severity,
      String event,
      String subscription,
      String detail) {
    verdicts.add(new Verdict(anomaly, severity, event, subscription, detail));
  }

  /** Notes that what else is odd about this event here follows from a finding already made. */
  void explain(Share share) {
    explained.add(share.subscription + "\n" + share.event);
  }

  boolean explained(Share share) {
    return explained.contains(share.subscription + "\n" + share.event);
  }

  List<Verdict> verdicts() {
    return verdicts;
  }
}
