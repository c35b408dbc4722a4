package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that happened to one event at one subscription. */
final class Share {
  final String subscription;
  final String event;
  final @Nullable Published published;
  final List<Handling> handlings = new ArrayList<>();
  final List<Op> settled = new ArrayList<>();
  final List<Op> deadLetters = new ArrayList<>();
  final List<Long> buried = new ArrayList<>();
  final List<Long> lost = new ArrayList<>();
  final List<Op> redrives = new ArrayList<>();
  boolean discarded;

  Share(String subscription, String event, @Nullable Published published) {
    this.subscription = subscription;
    this.event = event;
    this.published = published;
  }

  String key() {
    return published == null ? "" : published.key();
  }

  /** Where the event stands in the order of publishing. */
  long rank() {
    return published == null ? 0 : published.first.t();
  }

  boolean redriven() {
    return !redrives.isEmpty();
  }

  boolean completed() {
    return handlings.stream().anyMatch(Handling::completed);
  }

  long firstCompletion() {
    return handlings.stream()
        .filter(Handling::completed)
        .mapToLong(h -> h.end)
        .min()
        .orElse(Handling.NEVER);
  }

  List<Handling> completions() {
    return handlings.stream().filter(Handling::completed).toList();
  }

  @Nullable Handling last() {
    return handlings.isEmpty() ? null : handlings.get(handlings.size() - 1);
  }

  /**
   * Whether this explains a second delivery: the event was redriven or a delivery cancelled in this
   * time, or a lease of it was lost at any time before, of which its holder may learn late.
   */
  boolean brokenBetween(long from, long to) {
    return lost.stream().anyMatch(t -> t <= to)
        || handlings.stream().anyMatch(h -> h.cancelled >= from && h.cancelled <= to)
        || redrives.stream().anyMatch(r -> r.t() >= from && r.t() <= to);
  }
}
