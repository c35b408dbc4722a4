package dev.isobar.tck.broken;

import java.util.List;

/** What a driver can do wrong, and the clauses whose tests must notice. */
enum Defect {
  NONE,
  REPORTS_STORED_BEFORE_STORING("1.1", "1.2"),
  TAKES_UNMENTIONED_FOR_STORED("1.4"),
  ACKNOWLEDGES_BEFORE_HANDLING("1.5", "1.6"),
  NEVER_ACKNOWLEDGES("1.5"),
  CALLS_UNKNOWN_REFUSED("1.7"),
  DROPS_ATTRIBUTES("1.9", "6.1"),
  SENDS_TWICE("2.1", "1.11"),
  COLLAPSES_RESULTS("2.3"),
  REORDERS_A_KEY("3.2"),
  IGNORES_EXTENSIONS("4.1", "4.8"),
  IGNORES_DELAYS("5.7"),
  COUNTS_ALWAYS_ONE("5.5"),
  LOSES_THE_STORY("6.1", "5.9"),
  DROPS_DEAD_LETTERS("5.2", "6.1"),
  COUNTS_DEPTH_WRONG("6.3"),
  REDRIVES_TO_THE_TOPIC("6.5"),
  FILTERS_TOO_MUCH("7.1"),
  RELEASES_NOTHING("8.2", "8.8"),
  NEVER_REOPENS("9.2", "9.5"),
  SWALLOWS_RECEIVE_FAILURES("9.2", "9.3"),
  CLASSIFIES_NOTHING("10.2", "10.5"),
  SEES_NO_DIFFERENCE("9.1", "11.6"),
  UNWRAPS_NOTHING("12.1"),
  TELLS_NO_ATTRIBUTES("12.2");

  private final List<String> clauses;

  Defect(String... clauses) {
    this.clauses = List.of(clauses);
  }

  /** The clauses of which each has a test that fails. */
  List<String> clauses() {
    return clauses;
  }
}
