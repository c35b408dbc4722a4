package dev.isobar.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every anomaly by a history of its own, which is flagged with its name and no other. */
class HistoryCheckerTest {

  @TestFactory
  Stream<DynamicTest> each_anomaly_is_found_and_named() {
    Map<Anomaly, Script> scripts = scripts();
    assertThat(scripts.keySet()).isEqualTo(EnumSet.allOf(Anomaly.class));
    return scripts.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().toString(),
                    () -> {
                      Report report = HistoryChecker.check(entry.getValue().history());
                      assertThat(report.counts().keySet())
                          .as(report.verdicts().toString())
                          .isEqualTo(Set.of(entry.getKey()));
                      assertThat(report.valid()).isEqualTo(entry.getKey() == Anomaly.RECOVERED);
                    }));
  }

  private static Map<Anomaly, Script> scripts() {
    Map<Anomaly, Script> scripts = new LinkedHashMap<>();
    scripts.put(
        Anomaly.ACKED_BUT_UNSTORED,
        Script.unordered()
            .publish("a", 1)
            .publish("b", 2)
            .witness("b")
            .handle("b", "complete")
            .drained());
    scripts.put(
        Anomaly.LOST,
        Script.unordered()
            .publish("a", 1)
            .publish("b", 2)
            .witness("a", "b")
            .handle("b", "complete")
            .drained());
    scripts.put(
        Anomaly.ACKNOWLEDGED_UNHANDLED,
        Script.unordered()
            .publish("a", 1)
            .witness("a")
            .acknowledged("a")
            .fault("cut")
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.PHANTOM,
        Script.unordered()
            .publish("a", 1)
            .publishEnds(Phase.FAIL, "b", 2)
            .witness("a", "b")
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.RECOVERED,
        Script.unordered()
            .fault("cut")
            .add(Op.of(Kind.FAULT, Phase.INVOKE).result("cut"))
            .publishEnds(Phase.INFO, "a", 1)
            .add(Op.of(Kind.FAULT, Phase.OK).result("cut"))
            .witness("a")
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.DUPLICATE,
        Script.unordered()
            .publish("a", 1)
            .witness("a")
            .handle("a", "complete")
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.ATTEMPTS_WRONG,
        Script.unordered()
            .publish("a", 1)
            .witness("a")
            .handle("a", "threw", 1)
            .handle("a", "retry", 2)
            .handle("a", "threw", 3)
            .handle("a", "threw", 4)
            .deadLetter("a", "exhausted", 4)
            .drained());
    scripts.put(
        Anomaly.ORDER_PER_KEY,
        Script.ordered()
            .publish("a", 1)
            .publish("b", 2)
            .witness("a", "b")
            .handle("b", "complete")
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.STALE_REPLAY,
        Script.ordered()
            .publish("a", 1)
            .publish("b", 2)
            .witness("a", "b")
            .handle("a", "complete")
            .handle("b", "complete")
            .handle("a", "retry")
            .drained());
    scripts.put(Anomaly.DOUBLE_IN_FLIGHT_PER_KEY, twoOfOneKey());
    scripts.put(Anomaly.SAME_EVENT_IN_TWO_HANDLERS, sameTwice());
    scripts.put(
        Anomaly.GAP_AFTER_DEAD_LETTER,
        Script.ordered()
            .publish("a", 1)
            .publish("b", 2)
            .witness("a", "b")
            .handle("a", "reject")
            .buried("a")
            .deadLetter("a", "rejected", 1)
            .drained());
    scripts.put(
        Anomaly.DEAD_LETTER_WRONG,
        Script.unordered().publish("a", 1).witness("a").handle("a", "reject").drained());
    scripts.put(
        Anomaly.REDRIVE_WRONG,
        Script.unordered()
            .subscription("other", "unordered")
            .publishTo("a", 1, "s", "other")
            .witness("a")
            .handleOn("other", "a")
            .handle("a", "reject")
            .buried("a")
            .redriven("a")
            .handle("a", "complete")
            .handleOn("other", "a")
            .drained());
    scripts.put(
        Anomaly.FILTER_WRONG,
        Script.unordered()
            .subscription("other", "unordered filtered")
            .publish("a", 1)
            .witness("a")
            .handle("a", "complete")
            .handleOn("other", "a")
            .drained());
    scripts.put(Anomaly.LATE_ACK_AS_SUCCESS, lateAcknowledgement());
    scripts.put(
        Anomaly.CLOSE_LEAK,
        Script.unordered()
            .publish("a", 1)
            .witness("a")
            .add(close(Phase.INVOKE))
            .add(close(Phase.OK))
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.STUCK,
        Script.unordered()
            .publish("a", 1)
            .witness("a")
            .heal()
            .later(120)
            .handle("a", "complete")
            .drained());
    scripts.put(
        Anomaly.UNKNOWN, Script.unordered().publish("a", 1).handle("a", "complete").drained());
    return scripts;
  }

  private static Op.Builder close(Phase phase) {
    return Op.of(Kind.CLOSE, phase).by("c", 1).within(20 * Script.SECOND);
  }

  private static Script twoOfOneKey() {
    Script script = Script.ordered().publish("a", 1).publish("b", 2).witness("a", "b");
    long a = script.begin("a", "c");
    long b = script.begin("b", "d");
    return script.end("a", "c", a, "complete").end("b", "d", b, "complete").drained();
  }

  private static Script sameTwice() {
    Script script = Script.unordered().publish("a", 1).witness("a");
    long first = script.begin("a", "c");
    long second = script.begin("a", "d");
    return script.end("a", "c", first, "retry").end("a", "d", second, "complete").drained();
  }

  private static Script lateAcknowledgement() {
    Script script = Script.unordered().publish("a", 1).witness("a");
    long call = script.begin("a", "c");
    return script
        .cancelled("a", "c", call)
        .end("a", "c", call, "complete")
        .acknowledged("a")
        .drained();
  }

  @Test
  void a_loss_tells_where_it_lies() {
    Script script = Script.unordered();
    for (int i = 1; i <= 9; i++) {
      script.publish("e" + i, i).witness("e" + i);
    }
    script.handle("e3", "complete").handle("e5", "complete").handle("e7", "complete").drained();

    Report report = HistoryChecker.check(script.history());

    assertThat(report.invalid())
        .extracting(v -> v.event() + " " + v.detail().split(" ")[0])
        .containsExactlyInAnyOrder(
            "e1 prefix", "e2 prefix", "e4 middle", "e6 middle", "e8 postfix", "e9 postfix");
  }

  @Test
  void a_break_excuses_duplicates_and_is_counted() {
    Report report =
        HistoryChecker.check(
            Script.unordered()
                .publish("a", 1)
                .witness("a")
                .handle("a", "complete")
                .kill("c")
                .handle("a", "complete")
                .drained()
                .history());

    assertThat(report.valid()).isTrue();
    assertThat(report.counts()).isEqualTo(Map.of(Anomaly.DUPLICATE, 1));
  }

  @Test
  void a_throttled_service_excuses_nothing() {
    Report report =
        HistoryChecker.check(
            Script.unordered()
                .publish("a", 1)
                .witness("a")
                .handle("a", "complete")
                .fault("throttled")
                .handle("a", "complete")
                .drained()
                .history());

    assertThat(report.valid()).isFalse();
  }

  @Test
  void a_handler_whose_process_was_killed_runs_no_more() {
    Script script = Script.ordered().publish("a", 1).publish("b", 2).witness("a", "b");
    script.begin("a", "c");
    script.kill("c");
    long again = script.begin("a", "d", "s", 2);
    script.end("a", "d", again, "complete").handle("b", "complete").drained();

    assertThat(HistoryChecker.check(script.history()).verdicts()).isEmpty();
  }

  @Test
  void too_few_faults_prove_nothing() {
    Report report =
        HistoryChecker.check(
            Script.unordered()
                .add(Op.of(Kind.PLAN, Phase.INFO).attempt(10))
                .publish("a", 1)
                .witness("a")
                .handle("a", "complete")
                .fault("cut")
                .drained()
                .history());

    assertThat(report.valid()).isFalse();
    assertThat(report.invalid()).isEmpty();
  }

  @Test
  void many_writers_of_one_key_are_ordered_by_what_came_after_what() {
    Script script = Script.ordered();
    for (Phase phase : new Phase[] {Phase.INVOKE, Phase.OK}) {
      script.add(write(phase, "a", "one.1"));
    }
    for (Phase phase : new Phase[] {Phase.INVOKE, Phase.OK}) {
      script.add(write(phase, "b", "two.1"));
    }
    script.witness("a", "b").handle("b", "complete").handle("a", "complete").drained();

    assertThat(HistoryChecker.check(script.history()).counts())
        .isEqualTo(Map.of(Anomaly.ORDER_PER_KEY, 1));
  }

  private static Op.Builder write(Phase phase, String event, String writer) {
    return Op.of(Kind.PUBLISH, phase)
        .by(writer, 1)
        .event(event, "k", 1, "hash-" + event)
        .on("t")
        .to(java.util.List.of("s"));
  }
}
