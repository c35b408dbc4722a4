package dev.isobar.tck.history;

import java.util.List;

/** Publishes against the witness: acked but unstored, phantom, recovered. */
final class StorageCheck implements Check {
  @Override
  public void check(Index index, Findings findings) {
    for (Published event : index.published.values()) {
      checkStored(index, findings, event);
    }
    index.witness.forEach(
        (place, events) ->
            events.forEach(
                (event, copies) -> copies.forEach(c -> checkReal(index, findings, c, "stored"))));
    index.handlings.forEach(h -> checkReal(index, findings, h.invoke, "handled"));
  }

  private static void checkStored(Index index, Findings findings, Published event) {
    boolean witnessed = index.witness.containsKey(event.first.s());
    if (event.ok() && witnessed && index.stored(event) == 0) {
      findings.invalid(
          Anomaly.ACKED_BUT_UNSTORED,
          event.event(),
          "",
          "published at " + event.okAt() + " to " + event.first.s() + ", which does not have it");
    }
    if (!event.ok() && !event.refused() && index.stored(event) > 0) {
      findings.counted(
          Anomaly.RECOVERED, event.event(), "", "without an answer, and stored all the same");
    }
  }

  private static void checkReal(Index index, Findings findings, Op op, String how) {
    Published event = index.published.get(op.e());
    String wrong = null;
    if (event == null) {
      wrong = "that nobody published";
    } else if (event.refused()) {
      wrong = "whose publish was refused: " + codes(event.ends());
    } else if (!op.h().isEmpty() && !op.h().equals(event.first.h())) {
      wrong = "with hash " + op.h() + ", published with " + event.first.h();
    }
    if (wrong != null) {
      findings.invalid(
          Anomaly.PHANTOM, op.e(), op.s(), how + " at " + op.t() + ", an event " + wrong);
    }
  }

  private static List<String> codes(List<Op> ends) {
    return ends.stream().map(Op::err).toList();
  }
}
