package dev.isobar.tck.history;

/** Looks for some anomalies. */
interface Check {
  void check(Index index, Findings findings);
}
