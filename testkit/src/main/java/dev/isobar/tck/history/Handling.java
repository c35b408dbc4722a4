package dev.isobar.tck.history;

/** One handler call, from its beginning to its end, the loss of its lease or the kill. */
final class Handling {
  static final long NEVER = Long.MAX_VALUE;

  final Op invoke;
  long end = NEVER;
  long cancelled = NEVER;
  String result = "";

  Handling(Op invoke) {
    this.invoke = invoke;
  }

  long begin() {
    return invoke.t();
  }

  /** When it ceases to count as running. */
  long until() {
    return Math.min(end, cancelled);
  }

  boolean completed() {
    return result.equals("complete");
  }

  boolean rejected() {
    return result.equals("reject");
  }

  boolean failed() {
    return result.equals("retry") || result.equals("threw");
  }
}
