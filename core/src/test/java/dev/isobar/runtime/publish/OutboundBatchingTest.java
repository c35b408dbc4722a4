package dev.isobar.runtime.publish;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.spi.Capabilities;
import dev.isobar.spi.SendOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboundBatchingTest {
  private final OutboundFixture it = OutboundFixture.unordered();

  @Test
  void an_event_leaves_at_once_when_no_call_is_in_flight() {
    var receipt = it.send("e0");

    assertThat(it.call(0).bodies()).containsExactly("e0");
    assertThat(receipt).isNotDone();
    it.storeAll(0);
    assertThat(receipt.join().eventId()).isEqualTo("e0");
    assertThat(receipt.join().nativeId()).isEqualTo("native-e0");
  }

  @Test
  void events_gather_while_a_call_is_in_flight_and_leave_when_it_ends() {
    it.sendTogether(4);
    assertThat(it.calls()).isEqualTo(1);

    it.storeAll(0);

    assertThat(it.call(1).bodies()).containsExactly("e1", "e2", "e3");
  }

  @Test
  void a_full_batch_leaves_while_other_calls_are_in_flight() {
    it.sendTogether(25);

    assertThat(it.driver.calls).extracting(c -> c.batch.size()).containsExactly(1, 10, 10);
  }

  @Test
  void a_batch_that_would_not_grow_by_waiting_leaves() {
    it.send("first");
    it.send("a".repeat(600));
    assertThat(it.calls()).isEqualTo(1);

    it.send("b".repeat(600));

    assertThat(it.call(1).bodies()).containsExactly("a".repeat(600));
  }

  @Test
  void a_message_over_the_bound_of_a_batch_goes_alone() {
    it.send("first");
    it.send("a".repeat(2_000));

    assertThat(it.call(1).batch).hasSize(1);
  }

  @Test
  void a_batch_holds_messages_up_to_its_bound_exactly() {
    it.send("first");
    it.send("a".repeat(500));
    it.send("b".repeat(500));
    assertThat(it.call(1).bodies()).containsExactly("a".repeat(500), "b".repeat(500));

    it.send("c".repeat(500));
    it.send("d".repeat(501));
    assertThat(it.call(2).bodies()).containsExactly("c".repeat(500));
  }

  /** A closed loop of 500 events over a service that takes 20 ms: nearly every call is full. */
  @Test
  void a_saturated_publisher_makes_full_calls() {
    it.driver.rule(
        batch -> {
          CompletableFuture<List<SendOutcome>> answer = new CompletableFuture<>();
          Duration latency = Duration.ofMillis(15 + (int) (it.platform.random() * 10));
          it.platform.schedule(
              latency,
              () -> answer.complete(batch.stream().map(m -> SendOutcome.stored("")).toList()));
          return answer;
        });
    for (int i = 0; i < 500; i++) {
      sendForEver();
    }
    it.platform.advance(Duration.ofSeconds(2));

    int sent = it.driver.calls.stream().mapToInt(c -> c.batch.size()).sum();
    assertThat(sent).isGreaterThan(15_000);
    assertThat(it.calls() * 1_000.0 / sent).isLessThanOrEqualTo(105);
  }

  private void sendForEver() {
    it.outbound
        .send("e", OutboundFixture.message("e", null))
        .thenRun(() -> it.platform.executor().execute(this::sendForEver));
  }

  @Test
  void at_most_sixteen_calls_are_in_flight() {
    it.sendTogether(1 + 16 * 10);
    assertThat(it.calls()).isEqualTo(16);

    it.storeAll(3);

    assertThat(it.calls()).isEqualTo(17);
  }

  @Test
  void a_lone_event_does_not_wait_for_a_slow_call_longer_than_the_linger_time() {
    it.send("slow");
    it.send("e1");
    it.send("e2");
    it.platform.advance(Duration.ofMillis(1));
    assertThat(it.calls()).isEqualTo(1);

    it.platform.advance(Duration.ofMillis(1));

    assertThat(it.call(1).bodies()).containsExactly("e1", "e2");
  }

  @Test
  void a_thousand_events_of_one_burst_take_a_hundred_and_one_calls() {
    it.driver.rule(
        batch -> completedFuture(batch.stream().map(m -> SendOutcome.stored("")).toList()));

    it.sendTogether(1_000);

    assertThat(it.calls()).isLessThanOrEqualTo(101);
  }

  @Test
  void a_batch_of_one_is_possible() {
    var single = new OutboundFixture(false, Capabilities.builder(), 1);
    single.sendTogether(3);

    assertThat(single.driver.calls).extracting(c -> c.batch.size()).containsExactly(1, 1, 1);
  }
}
