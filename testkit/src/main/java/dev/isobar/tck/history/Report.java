package dev.isobar.tck.history;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a check found. Immutable. */
public final class Report {
  private final List<Verdict> verdicts;

  Report(List<Verdict> verdicts) {
    this.verdicts = List.copyOf(verdicts);
  }

  /** Returns every finding. */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  /** Returns the findings that break a promise. */
  public List<Verdict> invalid() {
    return of(Verdict.Severity.INVALID);
  }

  /** Returns whether no promise is broken and the run proves it. */
  public boolean valid() {
    return verdicts.stream().allMatch(v -> v.severity() == Verdict.Severity.COUNTED);
  }

  /** Returns how many findings of each kind there are, allowed ones included. */
  public Map<Anomaly, Integer> counts() {
    Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);
    verdicts.forEach(v -> counts.merge(v.anomaly(), 1, Integer::sum));
    return counts;
  }

  private List<Verdict> of(Verdict.Severity severity) {
    return verdicts.stream().filter(v -> v.severity() == severity).toList();
  }

  /** Returns the counts and every finding that is not allowed, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(valid() ? "valid " : "NOT VALID ").append(counts());
    verdicts.stream()
        .filter(v -> v.severity() != Verdict.Severity.COUNTED)
        .limit(50)
        .forEach(v -> text.append("\n  ").append(v));
    return text.toString();
  }
}
