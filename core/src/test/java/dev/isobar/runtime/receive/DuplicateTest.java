package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.SettleOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A second delivery, with a newer lease, of an event that is in our hands. */
class DuplicateTest {
  private final CompletableFuture<List<SettleOutcome>> answer = new CompletableFuture<>();

  @Test
  void while_it_waits_it_is_handled_once_and_settled_by_the_newer_lease() {
    var it = unordered().tuning(t -> t.concurrency(1)).start();
    it.push("1", "2");
    it.push("2");

    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "2#1");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 2/2");
  }

  @Test
  void while_it_runs_it_is_handled_once_and_settled_by_the_newer_lease() {
    var it = unordered().start();
    it.push("1");
    it.push("1");

    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
  }

  @Test
  void while_it_is_held_it_keeps_its_delay() {
    var it = unordered().start();
    it.handler = d -> d.attempt() == 1 ? d.retry("no") : d.complete();
    it.push("1");
    it.runHandlers();
    it.push("1");
    it.runHandlers();
    assertThat(it.handled).containsExactly("1#1");

    it.live(Duration.ofSeconds(1));

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
  }

  @Test
  void while_its_completion_is_under_way_the_newer_lease_is_completed_too() {
    var it = unordered().start();
    it.receiver().settling = slowFirst(it);
    it.push("1");
    it.runHandlers();
    it.push("1");
    answer.complete(List.of(SettleOutcome.done()));
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 1/2");
  }

  @Test
  void the_loss_of_the_older_lease_is_not_that_of_the_newer() {
    var it = unordered().start();
    it.receiver().settling =
        verdicts -> it.receiver().settleCalls.size() == 1 ? answer : ScriptedReceiver.silent();
    it.push("1");
    it.runHandlers();
    it.push("1");
    answer.complete(List.of(SettleOutcome.leaseLost(null)));
    it.runHandlers();

    assertThat(it.engine.hasEntries()).isTrue();
    it.push("1");
    it.runHandlers();
    assertThat(it.handled).containsExactly("1#1");
  }

  @Test
  void while_its_release_is_under_way_it_is_a_redelivery() {
    var it = unordered().provider(p -> p.releaseDelay(Duration.ofSeconds(10))).start();
    it.receiver().settling = slowFirst(it);
    it.handler = d -> d.attempt() == 1 ? d.retry("no") : d.complete();
    it.push("1");
    it.runHandlers();
    it.pushAgain("1", 2);
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("release 1 PT1S", "complete 1/2");
  }

  @Test
  void while_the_service_moves_it_to_the_dead_letters_the_newer_lease_moves_too() {
    var it = unordered().provider(Capabilities.Builder::nativeDeadLetter).start();
    it.receiver().settling = slowFirst(it);
    it.handler = d -> d.reject("no");
    it.push("1");
    it.runHandlers();
    it.push("1");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver().verdicts())
        .containsExactly("dead-letter 1 REJECTED", "dead-letter 1/2 REJECTED");
  }

  @Test
  void while_its_dead_letter_is_stored_the_newer_lease_is_acknowledged_then() {
    var it = unordered().start();
    CompletableFuture<Void> stored = new CompletableFuture<>();
    it.store = story -> stored;
    it.handler = d -> d.reject("no");
    it.push("1");
    it.runHandlers();
    it.push("1");
    it.runHandlers();
    assertThat(it.receiver().verdicts()).isEmpty();

    stored.complete(null);
    it.runHandlers();

    assertThat(it.stories).hasSize(1);
    assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
  }

  @Test
  void behind_an_event_of_its_key_it_keeps_its_place() {
    var it = ordered().start();
    it.pushKey("a", "a1", "a2", "a3");
    it.pushKey("a", "a2");

    it.runHandlers();

    assertThat(it.handled).containsExactly("a1#1", "a2#1", "a3#1");
    assertThat(it.receiver().verdicts())
        .containsExactly("complete a1", "complete a2/2", "complete a3");
  }

  @Test
  void after_its_settlement_it_is_delivered_again() {
    var it = unordered().start();
    it.push("1");
    it.runHandlers();
    it.pushAgain("1", 2);
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "1#2");
  }

  @Test
  void after_its_lease_was_lost_it_runs_beside_the_cancelled_handler() {
    var it = unordered().start();
    it.receiver().extending = leases -> ScriptedReceiver.failing();
    it.handler =
        first -> {
          it.advance(Duration.ofSeconds(60));
          it.handler = second -> second.complete();
          it.pushAgain("1", 2);
          it.runHandlers();
          assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
          return first.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.receiver().verdicts()).containsExactly("complete 1/2");
  }

  private java.util.function.Function<
          List<dev.isobar.spi.Verdict>, java.util.concurrent.CompletionStage<List<SettleOutcome>>>
      slowFirst(EngineFixture it) {
    return verdicts ->
        it.receiver().settleCalls.size() == 1 ? answer : ScriptedReceiver.all(verdicts.size());
  }
}
