package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.List;

/** Everything about the publishing of one event, over all tries. */
final class Published {
  static final long NEVER = Long.MAX_VALUE;

  final Op first;
  private final List<Op> ends = new ArrayList<>();
  private int begun;
  private long okAt = NEVER;

  Published(Op first) {
    this.first = first;
  }

  void add(Op op) {
    if (op.ph() == Op.Phase.INVOKE) {
      begun++;
    } else {
      ends.add(op);
      if (op.ph() == Op.Phase.OK) {
        okAt = Math.min(okAt, op.t());
      }
    }
  }

  String event() {
    return first.e();
  }

  String key() {
    return first.k();
  }

  boolean goesTo(String subscription) {
    return first.to().contains(subscription);
  }

  boolean ok() {
    return okAt != NEVER;
  }

  long okAt() {
    return okAt;
  }

  /** Whether every try certainly failed. */
  boolean refused() {
    return ends.size() == begun && ends.stream().allMatch(e -> e.ph() == Op.Phase.FAIL);
  }

  int tries() {
    return begun;
  }

  List<Op> ends() {
    return ends;
  }
}
