package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.spi.Limits;
import dev.isobar.spi.SettleOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final int ENTRIES = 6;

  @Test
  void a_failed_acknowledgement_is_tried_again_and_the_event_not_handled_again() {
    var it = unordered().start();
    it.receiver().settling =
        verdicts ->
            it.receiver().settleCalls.size() <= 3
                ? ScriptedReceiver.answers(ScriptedReceiver.failed())
                : ScriptedReceiver.all(verdicts.size());

    it.push("1");
    it.live(Duration.ofSeconds(5));

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts()).hasSize(4).containsOnly("complete 1");
    assertThat(it.status()).isEqualTo(Health.Status.UP);
  }

  @Test
  void a_failing_acknowledgement_is_given_up_when_the_lease_is_over() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.failing();
    it.push("1");
    it.live(Duration.ofSeconds(50));
    int tries = it.receiver().verdicts().size();
    it.live(Duration.ofSeconds(60));
    int triesAtEnd = it.receiver().verdicts().size();
    it.live(Duration.ofMinutes(5));

    assertThat(tries).isGreaterThan(3);
    assertThat(it.receiver().verdicts()).hasSize(triesAtEnd);
    it.receiver().settling = verdicts -> ScriptedReceiver.all(verdicts.size());
    it.pushAgain("1", 2);
    it.runHandlers();
    assertThat(it.receiver().verdicts()).endsWith("complete 1/2");
  }

  @Test
  void a_failing_acknowledgement_does_not_stop_the_receiving_and_shows_in_health() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.failing();
    it.push("1");
    it.runHandlers();
    it.push("2");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "2#1");
    assertThat(it.status()).isEqualTo(Health.Status.DEGRADED);
    assertThat(it.component().code()).contains(ErrorCode.UNAVAILABLE);
    assertThat(it.component().problem().orElseThrow()).startsWith("settling: ");
  }

  @Test
  void events_that_arrive_do_not_hide_that_acknowledgements_fail() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.failing();
    it.push("1");
    it.runHandlers();
    it.receiver().inbound.idle();
    it.push("2");

    assertThat(it.status()).isEqualTo(Health.Status.DEGRADED);
    it.receiver().settling = verdicts -> ScriptedReceiver.all(verdicts.size());
    it.live(Duration.ofSeconds(10));
    assertThat(it.status()).isEqualTo(Health.Status.UP);
  }

  @Test
  void an_acknowledgement_that_came_too_late_is_not_repeated() {
    var it = unordered().start();
    it.receiver().settling = verdicts -> ScriptedReceiver.answers(SettleOutcome.leaseLost(null));
    it.push("1");
    it.live(Duration.ofSeconds(70));
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");

    it.pushAgain("1", 2);
    it.runHandlers();
    assertThat(it.handled).containsExactly("1#1", "1#2");
  }

  @Test
  void a_call_without_an_answer_is_made_again() {
    var it = unordered().start();
    it.receiver().settling =
        verdicts ->
            it.receiver().settleCalls.size() == 1
                ? ScriptedReceiver.silent()
                : ScriptedReceiver.all(verdicts.size());
    it.push("1");
    it.live(Duration.ofSeconds(31));

    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 1");
  }

  @Test
  void a_driver_that_throws_is_called_again() {
    var it = unordered().start();
    it.receiver().settling =
        verdicts -> {
          if (it.receiver().settleCalls.size() == 1) {
            throw new ScriptedProvider.NativeException();
          }
          return ScriptedReceiver.all(verdicts.size());
        };
    it.push("1");
    it.live(Duration.ofSeconds(1));

    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 1");
  }

  @Test
  void verdicts_left_unanswered_have_failed() {
    var it = ordered().start();
    settleTogether(it, List.of(SettleOutcome.done()));
    it.live(Duration.ofSeconds(1));

    assertThat(it.receiver().settleCalls.stream().map(List::size)).startsWith(1, ENTRIES);
    assertThat(it.receiver().verdicts()).hasSize(1 + 2 * ENTRIES);
  }

  @Test
  void a_call_holds_as_many_verdicts_as_the_service_takes() {
    var it =
        ordered().provider(p -> p.limits(Limits.builder().settleBatch(4, "test").build())).start();
    settleTogether(it, List.of());

    assertThat(it.receiver().settleCalls.get(1)).hasSize(4);
  }

  @Test
  void every_mask_of_partial_outcomes_repeats_exactly_what_failed() {
    EngineFixture.logOf(SettlingTest::tryEveryMask);
  }

  private static void tryEveryMask() {
    int masks = (int) Math.pow(3, ENTRIES);
    for (int mask = 0; mask < masks; mask++) {
      List<SettleOutcome> outcomes = new ArrayList<>();
      List<String> failed = new ArrayList<>();
      for (int i = 0, rest = mask; i < ENTRIES; i++, rest /= 3) {
        outcomes.add(
            switch (rest % 3) {
              case 0 -> SettleOutcome.done();
              case 1 -> SettleOutcome.leaseLost(null);
              default -> ScriptedReceiver.failed();
            });
        if (rest % 3 == 2) {
          failed.add("complete k" + i);
        }
      }
      var it = ordered().start();
      settleTogether(it, outcomes);
      it.live(Duration.ofSeconds(1));

      List<String> verdicts = it.receiver().verdicts();
      assertThat(verdicts.subList(1 + ENTRIES, verdicts.size()))
          .as("repeated after %s", outcomes)
          .containsExactlyInAnyOrderElementsOf(failed);
      assertThat(it.engine.hasEntries()).isFalse();
    }
  }

  /** Completes events of six keys in one call, behind one that is answered when they wait. */
  private static void settleTogether(EngineFixture it, List<SettleOutcome> outcomes) {
    CompletableFuture<List<SettleOutcome>> plug = new CompletableFuture<>();
    it.receiver().settling =
        verdicts ->
            switch (it.receiver().settleCalls.size()) {
              case 1 -> plug;
              case 2 -> CompletableFuture.completedFuture(outcomes);
              default -> ScriptedReceiver.all(verdicts.size());
            };
    it.pushKey("plug", "plug");
    for (int i = 0; i < ENTRIES; i++) {
      it.pushKey("key " + i, "k" + i);
    }
    it.runHandlers();
    plug.complete(List.of(SettleOutcome.done()));
    it.platform.run();
  }
}
