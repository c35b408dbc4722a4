package dev.isobar.filter;

/** What a comparison says; the opposite of {@link #ABSENT} is {@link #ABSENT}. */
enum Answer {
  YES,
  NO,
  ABSENT;

  static Answer of(boolean answer) {
    return answer ? YES : NO;
  }
}
