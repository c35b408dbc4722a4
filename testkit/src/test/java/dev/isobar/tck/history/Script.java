package dev.isobar.tck.history;

import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import java.util.ArrayList;
import java.util.List;

/** Writes histories by hand: topic t with one subscription s, a step of the clock per line. */
final class Script {
  static final long SECOND = 1_000_000_000L;

  private final List<Op> ops = new ArrayList<>();
  private long now = SECOND;
  private long calls;

  static Script ordered() {
    return new Script().subscription("s", "ordered");
  }

  static Script unordered() {
    return new Script().subscription("s", "unordered");
  }

  Script subscription(String name, String kind) {
    return add(
        Op.of(Kind.SUBSCRIPTION, Phase.INFO).on(name).result(kind).attempt(3).within(60 * SECOND));
  }

  Script later(long seconds) {
    now += seconds * SECOND;
    return this;
  }

  Script add(Op.Builder op) {
    now += 1_000_000;
    ops.add(op.at(now).build());
    return this;
  }

  private Op.Builder publish(Phase phase, String event, long number, String... to) {
    return Op.of(Kind.PUBLISH, phase)
        .by("writer.1", number)
        .event(event, "k", number, "hash-" + event)
        .on("t")
        .to(List.of(to));
  }

  /** Publishes an event to s, with success. */
  Script publish(String event, long number) {
    return publishTo(event, number, "s");
  }

  Script publishTo(String event, long number, String... to) {
    add(publish(Phase.INVOKE, event, number, to));
    return add(publish(Phase.OK, event, number, to));
  }

  Script publishEnds(Phase phase, String event, long number) {
    add(publish(Phase.INVOKE, event, number, "s"));
    return add(publish(phase, event, number, "s"));
  }

  /** The witness has these events. */
  Script witness(String... events) {
    for (String event : events) {
      add(Op.of(Kind.WITNESS, Phase.OK).event(event, "k", 0, "hash-" + event).on("t"));
    }
    return this;
  }

  /** Begins a handler call and returns its number. */
  long begin(String event, String process) {
    return begin(event, process, "s", 1);
  }

  long begin(String event, String process, String subscription, int attempt) {
    calls++;
    add(
        Op.of(Kind.HANDLE, Phase.INVOKE)
            .by(process + ".h", calls)
            .event(event, "k", 0, "hash-" + event)
            .on(subscription)
            .attempt(attempt));
    return calls;
  }

  Script end(String event, String process, long call, String result) {
    return add(
        Op.of(Kind.HANDLE, Phase.OK).by(process + ".h", call).event(event).on("s").result(result));
  }

  Script cancelled(String event, String process, long call) {
    return add(Op.of(Kind.CANCELLED, Phase.INFO).by(process + ".h", call).event(event).on("s"));
  }

  /** A whole handler call in process c. */
  Script handle(String event, String result) {
    return handle(event, result, 1);
  }

  Script handle(String event, String result, int attempt) {
    long call = begin(event, "c", "s", attempt);
    return end(event, "c", call, result);
  }

  Script handleOn(String subscription, String event) {
    long call = begin(event, "c", subscription, 1);
    return add(
        Op.of(Kind.HANDLE, Phase.OK)
            .by("c.h", call)
            .event(event)
            .on(subscription)
            .result("complete"));
  }

  Script acknowledged(String event) {
    return add(Op.of(Kind.SETTLED, Phase.OK).by("c.h", 0).event(event).on("s").result("done"));
  }

  Script buried(String event) {
    return add(Op.of(Kind.BURIED, Phase.OK).event(event).on("s"));
  }

  Script deadLetter(String event, String cause, int attempts) {
    return add(
        Op.of(Kind.DEAD_LETTER, Phase.OK)
            .event(event, "k", 0, "hash-" + event)
            .on("s")
            .result(cause)
            .attempt(attempts));
  }

  Script redriven(String event) {
    add(Op.of(Kind.REDRIVE, Phase.INVOKE).by("c.admin", 1).event(event).on("s"));
    return add(Op.of(Kind.REDRIVE, Phase.OK).by("c.admin", 1).event(event).on("s"));
  }

  Script fault(String kind) {
    return add(Op.of(Kind.FAULT, Phase.INFO).result(kind));
  }

  Script kill(String process) {
    return add(Op.of(Kind.FAULT, Phase.INFO).by(process, 0).result("kill"));
  }

  Script heal() {
    return add(Op.of(Kind.HEAL, Phase.INFO));
  }

  Script drained() {
    return add(Op.of(Kind.DRAIN, Phase.OK));
  }

  History history() {
    return History.of(ops);
  }
}
