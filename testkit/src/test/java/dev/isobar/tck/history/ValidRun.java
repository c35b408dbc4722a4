package dev.isobar.tck.history;

import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes histories of runs that keep every promise: ordered and unordered subscriptions, a filter,
 * retries, rejections, exhaustion, redrives, lost answers, kills, lost leases and duplicates.
 */
final class ValidRun {
  private static final int MAX = 3;
  private static final long MILLI = 1_000_000L;

  private final SplittableRandom random;
  private final List<Op> ops = new ArrayList<>();
  private final List<String> topics = new ArrayList<>();
  private final Map<String, Long> keyFree = new HashMap<>();
  private final Map<String, Long> keyPublished = new HashMap<>();
  private final Map<String, Long> writerFree = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private long calls;
  private long latest = Script.SECOND;
  private int process;

  private ValidRun(long seed) {
    random = new SplittableRandom(seed);
  }

  static List<Op> of(long seed, int events) {
    ValidRun run = new ValidRun(seed);
    run.declare("ord", "ordered");
    run.declare("all", "unordered");
    run.declare("even", "unordered filtered");
    for (int i = 0; i < events; i++) {
      run.event(i);
    }
    run.finish();
    return run.ops;
  }

  private void declare(String name, String kind) {
    ops.add(
        Op.of(Kind.SUBSCRIPTION, Phase.INFO)
            .on(name)
            .result(kind)
            .attempt(MAX)
            .within(3_600 * Script.SECOND)
            .build());
  }

  private void event(int i) {
    boolean ordered = random.nextBoolean();
    String writer = "w" + random.nextInt(4);
    String key = ordered ? "k" + random.nextInt(8) : "";
    String event = writer + "-" + i;
    long number = numbers.merge(writer + key, 1L, Long::sum);
    List<String> to =
        ordered ? List.of("ord") : i % 2 == 0 ? List.of("all", "even") : List.of("all");
    topics.add(event);
    Op.Builder publish =
        Op.of(Kind.PUBLISH, Phase.INVOKE)
            .by(writer + ".1", i + 1)
            .event(event, key, number, "h" + i)
            .on(ordered ? "ordered-topic" : "topic")
            .to(to);
    long begin =
        later(Math.max(writerFree.getOrDefault(writer, 0L), keyPublished.getOrDefault(key, 0L)));
    Op invoke = publish.at(begin).build();
    ops.add(invoke);
    long end = publishEnd(invoke, begin);
    writerFree.put(writer, end);
    if (ordered) {
      keyPublished.put(key, end);
    }
  }

  private long publishEnd(Op invoke, long begin) {
    double dice = random.nextDouble();
    long end = begin + 1 + random.nextLong(5 * MILLI);
    if (dice < 0.02) {
      ops.add(invoke.like().phase(Phase.FAIL).error("INVALID_ARGUMENT").at(end).build());
      return end;
    }
    if (dice < 0.04) {
      fault("cut", "", begin + 1);
      ops.add(invoke.like().phase(Phase.INFO).error("UNAVAILABLE").at(end).build());
      if (random.nextBoolean()) {
        return end;
      }
    } else {
      ops.add(invoke.like().phase(Phase.OK).at(end).build());
    }
    ops.add(
        Op.of(Kind.WITNESS, Phase.OK)
            .event(invoke.e(), invoke.k(), 0, invoke.h())
            .on(invoke.s())
            .at(Long.MAX_VALUE / 2)
            .build());
    for (String subscription : invoke.to()) {
      life(invoke, subscription, end);
    }
    return end;
  }

  private long later(long than) {
    long time = Math.max(than, latest - 20 * MILLI) + 1 + random.nextLong(3 * MILLI);
    latest = Math.max(latest, time);
    return time;
  }

  private void fault(String kind, String processName, long time) {
    ops.add(Op.of(Kind.FAULT, Phase.INFO).by(processName, 0).result(kind).at(time).build());
  }

  /** One event's life at one subscription, from its first delivery on. */
  private void life(Op publish, String subscription, long stored) {
    String lane = subscription + publish.k();
    boolean ordered = subscription.equals("ord");
    long free = Math.max(stored, ordered ? keyFree.getOrDefault(lane, 0L) : 0);
    double dice = random.nextDouble();
    int failures = dice < 0.7 ? 0 : random.nextInt(MAX);
    long time = free;
    for (int attempt = 1; attempt <= failures; attempt++) {
      time = call(publish, subscription, time, attempt, random.nextBoolean() ? "retry" : "threw");
    }
    time = breaks(publish, subscription, time, failures + 1);
    if (dice > 0.97) {
      time = exhaust(publish, subscription, time, failures);
    } else if (dice > 0.94) {
      time = call(publish, subscription, time, failures + 1, "reject");
      bury(publish, subscription, "rejected", failures + 1, time);
    } else {
      time = call(publish, subscription, time, failures + 1, "complete");
      settled(publish, subscription, time + 1);
      time = duplicate(publish, subscription, time, failures + 2, ordered);
    }
    keyFree.put(lane, time + 2);
    latest = Math.max(latest, time);
  }

  /** Sometimes the first call is killed, or loses its lease and ends late. */
  private long breaks(Op publish, String subscription, long from, int attempt) {
    double dice = random.nextDouble();
    if (dice < 0.02) {
      process++;
      long begin = begin(publish, subscription, from, attempt);
      fault("kill", "c" + process, begin + MILLI);
      process++;
      return begin + 2 * MILLI;
    }
    if (dice < 0.04) {
      long begin = begin(publish, subscription, from, attempt);
      Op.Builder same =
          Op.of(Kind.CANCELLED, Phase.INFO).by(who(), calls).event(publish.e()).on(subscription);
      ops.add(same.at(begin + 1).build());
      ops.add(
          Op.of(Kind.HANDLE, Phase.OK)
              .by(who(), calls)
              .event(publish.e())
              .on(subscription)
              .result("retry")
              .at(begin + 5 * MILLI)
              .build());
      return begin + 2;
    }
    return from;
  }

  private long exhaust(Op publish, String subscription, long from, int failures) {
    long time = from;
    int attempt = failures;
    while (attempt < MAX) {
      attempt++;
      time = call(publish, subscription, time, attempt, "threw");
    }
    bury(publish, subscription, "exhausted", MAX, time);
    return time;
  }

  private void bury(Op publish, String subscription, String cause, int attempts, long time) {
    ops.add(Op.of(Kind.BURIED, Phase.OK).event(publish.e()).on(subscription).at(time + 1).build());
    settled(publish, subscription, time + 2);
    if (random.nextInt(3) > 0) {
      ops.add(
          Op.of(Kind.DEAD_LETTER, Phase.OK)
              .event(publish.e(), publish.k(), 0, publish.h())
              .on(subscription)
              .result(cause)
              .attempt(attempts)
              .at(Long.MAX_VALUE / 2)
              .build());
      return;
    }
    Op.Builder redrive =
        Op.of(Kind.REDRIVE, Phase.OK).by("admin.1", 1).event(publish.e()).on(subscription);
    ops.add(redrive.at(time + 3).build());
    call(publish, subscription, time + 4, 1, "complete");
  }

  /** After a kill an event may come once more. */
  private long duplicate(Op publish, String subscription, long time, int attempt, boolean ordered) {
    if (random.nextDouble() >= 0.02) {
      return time;
    }
    fault("cut", "", time + 2);
    long from = ordered ? time + 3 : time + 3 + random.nextLong(MILLI);
    long end = call(publish, subscription, from, attempt, "complete");
    settled(publish, subscription, end + 1);
    return end;
  }

  private String who() {
    return "c" + process + ".h" + calls;
  }

  private long begin(Op publish, String subscription, long from, int attempt) {
    calls++;
    long begin = from + 1 + random.nextLong(2 * MILLI);
    ops.add(
        Op.of(Kind.HANDLE, Phase.INVOKE)
            .by(who(), calls)
            .event(publish.e(), publish.k(), 0, publish.h())
            .on(subscription)
            .attempt(attempt)
            .at(begin)
            .build());
    return begin;
  }

  private long call(Op publish, String subscription, long from, int attempt, String result) {
    long begin = begin(publish, subscription, from, attempt);
    long end = begin + 10 + random.nextLong(2 * MILLI);
    ops.add(
        Op.of(Kind.HANDLE, Phase.OK)
            .by(who(), calls)
            .event(publish.e())
            .on(subscription)
            .result(result)
            .at(end)
            .build());
    return end;
  }

  private void settled(Op publish, String subscription, long time) {
    ops.add(
        Op.of(Kind.SETTLED, Phase.OK)
            .by("c" + process + ".settler", 0)
            .event(publish.e())
            .on(subscription)
            .result("done")
            .at(time)
            .build());
  }

  private void finish() {
    long end = latest + 60 * Script.SECOND;
    ops.add(Op.of(Kind.HEAL, Phase.INFO).at(latest).build());
    ops.add(Op.of(Kind.DRAIN, Phase.OK).at(end).build());
    ops.add(
        Op.of(Kind.CLOSE, Phase.INVOKE)
            .by("c" + process, 1)
            .within(20 * Script.SECOND)
            .at(end + 1)
            .build());
    ops.add(Op.of(Kind.CLOSE, Phase.OK).by("c" + process, 1).at(end + 2).build());
  }
}
