package dev.isobar.tck.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A history sorted by what the checks ask for. */
final class Index {
  final Map<String, Op> subscriptions = new LinkedHashMap<>();
  final Map<String, Published> published = new LinkedHashMap<>();
  final Map<String, Map<String, Share>> shares = new LinkedHashMap<>();
  final Map<String, Map<String, List<Op>>> witness = new HashMap<>();
  final List<Op> closes = new ArrayList<>();
  final Breaks breaks = new Breaks();

  /** Every fault, also those that only refuse. */
  private final Breaks troubles = new Breaks();

  /** A copy that the provider made can show up at any time after its publish. */
  private final Breaks duplicates = new Breaks();

  final List<Handling> handlings = new ArrayList<>();
  long heal = Long.MIN_VALUE;
  int plannedFaults;
  int faults;
  @Nullable Op drain;

  private final Map<String, Handling> open = new HashMap<>();
  private final Map<String, Handling> byCall = new HashMap<>();
  private final Map<String, List<Long>> kills = new HashMap<>();
  private final Map<String, Op> openRedrives = new HashMap<>();
  private final Map<String, Long> openFaults = new HashMap<>();

  Index(List<Op> history) {
    List<Op> ops = new ArrayList<>(history);
    ops.sort(Comparator.comparingLong(Op::t));
    ops.stream().filter(o -> o.op() == Op.Kind.SUBSCRIPTION).forEach(this::add);
    ops.stream().filter(o -> o.op() == Op.Kind.PUBLISH).forEach(this::add);
    for (Op op : ops) {
      if (op.op() != Op.Kind.SUBSCRIPTION && op.op() != Op.Kind.PUBLISH) {
        add(op);
      }
    }
    endFaults();
    endUnfinished();
    breaks.ready();
    duplicates.ready();
    troubles.ready();
  }

  private void add(Op op) {
    switch (op.op()) {
      case PLAN -> plannedFaults += op.a();
      case SUBSCRIPTION -> subscriptions.put(op.s(), op);
      case PUBLISH -> published.computeIfAbsent(op.e(), e -> new Published(op)).add(op);
      case HANDLE -> addHandle(op);
      case CANCELLED -> addCancelled(op);
      case SETTLED -> addSettled(op);
      case BURIED -> share(op).buried.add(op.t());
      case WITNESS ->
          witness
              .computeIfAbsent(op.s(), s -> new HashMap<>())
              .computeIfAbsent(op.e(), e -> new ArrayList<>())
              .add(op);
      case DEAD_LETTER -> share(op).deadLetters.add(op);
      case REDRIVE -> addRedrive(op);
      case DISCARD -> share(op).discarded = true;
      case FAULT -> addFault(op);
      case HEAL -> heal = Math.max(heal, op.t());
      case DRAIN -> drain = op;
      case CLOSE -> closes.add(op);
    }
  }

  private void addHandle(Op op) {
    String call = op.p() + "#" + op.i();
    if (op.ph() == Op.Phase.INVOKE) {
      Handling handling = new Handling(op);
      handlings.add(handling);
      share(op).handlings.add(handling);
      open.put(call, handling);
      byCall.put(call, handling);
    } else {
      Handling handling = open.remove(call);
      if (handling != null) {
        handling.end = op.t();
        handling.result = op.r();
      }
    }
  }

  private void addCancelled(Op op) {
    Handling handling = byCall.get(op.p() + "#" + op.i());
    if (handling != null) {
      handling.cancelled = Math.min(handling.cancelled, op.t());
    } else {
      share(op).lost.add(op.t());
    }
  }

  private void addSettled(Op op) {
    share(op).settled.add(op);
    if (op.r().equals("lost")) {
      share(op).lost.add(op.t());
    }
  }

  private void addRedrive(Op op) {
    String call = op.p() + "#" + op.i();
    if (op.ph() == Op.Phase.INVOKE) {
      openRedrives.put(call, op);
    } else if (op.ph() == Op.Phase.OK) {
      share(op).redrives.add(openRedrives.getOrDefault(call, op));
    }
  }

  private void addFault(Op op) {
    if (op.r().equals("kill")) {
      kills.computeIfAbsent(op.process(), p -> new ArrayList<>()).add(op.t());
    }
    String span = op.p() + " " + op.r() + " " + op.s();
    switch (op.ph()) {
      case INVOKE -> {
        faults++;
        openFaults.put(span, op.t());
      }
      case OK -> explain(op, Optional.ofNullable(openFaults.remove(span)).orElse(op.t()), op.t());
      default -> {
        faults++;
        explain(op, op.t(), op.t());
      }
    }
  }

  private void explain(Op op, long from, long to) {
    troubles.add(op.s(), from, to);
    if (op.r().startsWith("duplicate")) {
      duplicates.add(op.s(), from, to);
    } else if (Breaks.explains(op.r())) {
      breaks.add(op.s(), from, to);
    }
  }

  private void endFaults() {
    openFaults.values().forEach(from -> breaks.add("", from, Published.NEVER));
  }

  /** A handler that the kill or the closing of its process left behind has lost its lease. */
  private void endUnfinished() {
    Map<String, List<Long>> ends = new HashMap<>(kills);
    for (Op close : closes) {
      if (close.ph() == Op.Phase.OK) {
        ends.computeIfAbsent(close.process(), p -> new ArrayList<>()).add(close.t());
      }
    }
    for (Handling handling : handlings) {
      for (long end : ends.getOrDefault(handling.invoke.process(), List.of())) {
        if (end >= handling.begin() && end < handling.until()) {
          handling.cancelled = end;
        }
      }
    }
  }

  boolean killed(String process) {
    return kills.containsKey(process);
  }

  /** Whether a process was killed or closed in this time. */
  boolean endedBetween(String process, long from, long to) {
    return kills.getOrDefault(process, List.of()).stream().anyMatch(t -> t >= from && t <= to)
        || closes.stream()
            .anyMatch(c -> c.process().equals(process) && c.t() >= from && c.t() <= to);
  }

  private Share share(Op op) {
    return shares
        .computeIfAbsent(op.s(), s -> new LinkedHashMap<>())
        .computeIfAbsent(op.e(), e -> new Share(op.s(), e, published.get(e)));
  }

  /** Returns what happened to an event at a subscription, which may be nothing. */
  Share share(String subscription, Published event) {
    Share share = shares.getOrDefault(subscription, Map.of()).get(event.event());
    return share == null ? new Share(subscription, event.event(), event) : share;
  }

  Collection<Share> allShares() {
    return shares.values().stream().flatMap(m -> m.values().stream()).toList();
  }

  boolean ordered(String subscription) {
    Op declared = subscriptions.get(subscription);
    return declared != null && declared.r().contains("ordered") && !declared.r().contains("un");
  }

  boolean filtered(String subscription) {
    Op declared = subscriptions.get(subscription);
    return declared != null && declared.r().contains("filtered");
  }

  int maxAttempts(String subscription) {
    Op declared = subscriptions.get(subscription);
    return declared == null || declared.a() == 0 ? Integer.MAX_VALUE : declared.a();
  }

  /** How often the witness has the event in the place it was published to. */
  int stored(Published event) {
    return witness
        .getOrDefault(event.first.s(), Map.of())
        .getOrDefault(event.event(), List.of())
        .size();
  }

  /** Whether nothing bad had happened to where an event goes until its publish ended. */
  boolean healthy(Published event, long end) {
    return !troubles.between("", Long.MIN_VALUE, end)
        && event.first.to().stream().noneMatch(s -> troubles.between(s, Long.MIN_VALUE, end));
  }

  /** Whether there is more than one copy, of the event or of its dead letter. */
  boolean storedTwice(Share share) {
    Published event = share.published;
    return share.buried.size() > 1 || event != null && (stored(event) > 1 || event.tries() > 1);
  }

  boolean quiet() {
    return drain != null && drain.ph() == Op.Phase.OK;
  }

  boolean brokenBetween(Share share, long from, long to) {
    return share.brokenBetween(from, to)
        || breaks.between(share.subscription, from, to)
        || duplicates.between(share.subscription, Math.min(from, share.rank()), to);
  }

  /** Shares of ordered subscriptions by subscription and key. */
  Collection<List<Share>> sharesOfKeys() {
    Map<String, List<Share>> byKey = new LinkedHashMap<>();
    for (Share share : allShares()) {
      if (ordered(share.subscription) && !share.key().isEmpty()) {
        byKey
            .computeIfAbsent(share.subscription + "\n" + share.key(), k -> new ArrayList<>())
            .add(share);
      }
    }
    return byKey.values();
  }
}
