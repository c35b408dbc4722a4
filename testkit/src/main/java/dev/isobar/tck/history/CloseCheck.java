package dev.isobar.tck.history;

import java.util.HashMap;
import java.util.Map;

/** What goes on after a close. */
final class CloseCheck implements Check {
  private static final long GRACE = 1_000_000_000L;

  @Override
  public void check(Index index, Findings findings) {
    Map<String, Op> begun = new HashMap<>();
    Map<String, Op> ended = new HashMap<>();
    for (Op close : index.closes) {
      (close.ph() == Op.Phase.INVOKE ? begun : ended).putIfAbsent(close.process(), close);
    }
    begun.forEach((process, close) -> checkClose(index, findings, process, close, ended));
    for (Handling handling : index.handlings) {
      Op close = ended.get(handling.invoke.process());
      if (close != null && handling.begin() > close.t()) {
        leak(findings, handling.invoke, "handled at " + handling.begin(), close);
      }
    }
    index.published.values().forEach(p -> p.ends().forEach(e -> checkEnd(findings, begun, e)));
  }

  private static void checkClose(
      Index index, Findings findings, String process, Op close, Map<String, Op> ended) {
    Op end = ended.get(process);
    boolean late = end != null && end.t() > close.t() + close.within() + GRACE;
    boolean never = end == null && !index.killed(process);
    if (late || never) {
      leak(findings, close, "it ended " + (end == null ? "never" : "at " + end.t()), close);
    }
  }

  private static void checkEnd(Findings findings, Map<String, Op> begun, Op end) {
    Op close = begun.get(end.process());
    if (close != null && end.t() > close.t() + close.within() + GRACE) {
      leak(findings, end, "a publish ended at " + end.t(), close);
    }
  }

  private static void leak(Findings findings, Op op, String what, Op close) {
    findings.invalid(
        Anomaly.CLOSE_LEAK,
        op.e(),
        op.s(),
        what + ", while " + close.process() + " closed at " + close.t());
  }
}
