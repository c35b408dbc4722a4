package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When something bad happened that explains a duplicate or a lost lease. */
final class Breaks {
  /** These refuse or reorder, and so explain nothing. */
  private static final Set<String> EXPLAIN_NOTHING = Set.of("throttled", "reordered");

  private record Span(long from, long to) {}

  private final Map<String, List<Span>> spans = new HashMap<>();
  private final Map<String, long[]> begins = new HashMap<>();
  private final Map<String, long[]> furthest = new HashMap<>();

  static boolean explains(String kind) {
    return !EXPLAIN_NOTHING.contains(kind);
  }

  void add(String subscription, long from, long to) {
    spans.computeIfAbsent(subscription, s -> new ArrayList<>()).add(new Span(from, to));
  }

  /** Sorts, so that questions take a binary search. */
  void ready() {
    spans.forEach(
        (name, list) -> {
          list.sort((a, b) -> Long.compare(a.from(), b.from()));
          long[] from = new long[list.size()];
          long[] to = new long[list.size()];
          long most = Long.MIN_VALUE;
          for (int i = 0; i < from.length; i++) {
            from[i] = list.get(i).from();
            most = Math.max(most, list.get(i).to());
            to[i] = most;
          }
          begins.put(name, from);
          furthest.put(name, to);
        });
  }

  /** Whether something happened in this time, everywhere or at this subscription. */
  boolean between(String subscription, long from, long to) {
    return within("", from, to) || (!subscription.isEmpty() && within(subscription, from, to));
  }

  private boolean within(String name, long from, long to) {
    long[] starts = begins.get(name);
    if (starts == null) {
      return false;
    }
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] <= to) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && furthest.get(name)[low - 1] >= from;
  }
}
