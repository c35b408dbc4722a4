package dev.isobar.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits texts to a pattern without trying anything twice: the runs between two {@code %} are looked
 * for from left to right, each at its first place.
 */
final class LikeMatcher {

  private static final int ONE = -1;

  private final LikePattern.Shape shape;
  private final String text;
  private final List<int[]> runs;

  LikeMatcher(LikePattern pattern) {
    this.shape = pattern.shape();
    this.text = pattern.text();
    this.runs = runs(pattern);
  }

  boolean test(String value) {
    return switch (shape) {
      case EXACT -> value.equals(text);
      case PREFIX -> value.startsWith(text);
      case SUFFIX -> value.endsWith(text);
      case CONTAINS -> value.contains(text);
      case ANY -> true;
      case OTHER -> fits(value);
    };
  }

  /** The code points between the {@code %}, an empty run where the pattern begins or ends so. */
  private static List<int[]> runs(LikePattern pattern) {
    List<int[]> runs = new ArrayList<>();
    List<Integer> run = new ArrayList<>();
    for (LikePattern.Part part : pattern.parts()) {
      if (part == LikePattern.Wildcard.ANY) {
        runs.add(toArray(run));
        run.clear();
      } else if (part instanceof LikePattern.Text text) {
        text.value().codePoints().forEach(run::add);
      } else {
        run.add(ONE);
      }
    }
    runs.add(toArray(run));
    return List.copyOf(runs);
  }

  private static int[] toArray(List<Integer> run) {
    return run.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean fits(String value) {
    int last = runs.size() - 1;
    int from = end(runs.get(0), value, 0);
    if (last == 0 || from < 0) {
      return from == value.length();
    }
    for (int i = 1; i < last && from >= 0; i++) {
      from = find(runs.get(i), value, from);
    }
    return from >= 0 && isTail(runs.get(last), value, from);
  }

  private static boolean isTail(int[] run, String value, int from) {
    int start = value.length();
    for (int i = 0; i < run.length && start > from; i++) {
      start -= Character.charCount(value.codePointBefore(start));
    }
    return start >= from && end(run, value, start) == value.length();
  }

  private static int find(int[] run, String value, int from) {
    int start = from;
    int end = end(run, value, start);
    while (end < 0 && start < value.length()) {
      start += Character.charCount(value.codePointAt(start));
      end = end(run, value, start);
    }
    return end;
  }

  /** Where the run ends that begins at {@code start}, or -1 if it does not begin there. */
  private static int end(int[] run, String value, int start) {
    int at = start;
    for (int expected : run) {
      if (at >= value.length()) {
        return -1;
      }
      int found = value.codePointAt(at);
      if (expected != ONE && expected != found) {
        return -1;
      }
      at += Character.charCount(found);
    }
    return at;
  }
}
