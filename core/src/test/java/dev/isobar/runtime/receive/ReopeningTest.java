package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.runtime.receive.ScriptedProvider.NativeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReopeningTest {
  private static final Duration LONGEST = Duration.ofSeconds(36);

  @Test
  void a_receiver_that_failed_is_replaced_after_a_while_and_asked_for_the_whole_window() {
    var it = unordered().start();
    it.receiver().inbound.failed(new NativeException());
    it.platform.run();
    assertThat(it.provider.receivers).hasSize(1);
    assertThat(it.receiver(0).stopped).isTrue();

    it.advance(Duration.ofSeconds(1));

    assertThat(it.provider.receivers).hasSize(2);
    assertThat(it.receiver(1).credit()).isEqualTo(it.receiver(0).credit());
  }

  @Test
  void what_a_failed_receiver_gave_is_settled_through_it_before_it_is_closed() {
    var it = unordered().start();
    it.push("1");
    it.receiver().inbound.failed(new NativeException());
    it.advance(Duration.ofSeconds(1));
    assertThat(it.receiver(0).closed).isFalse();

    it.runHandlers();

    assertThat(it.receiver(0).verdicts()).containsExactly("complete 1");
    assertThat(it.receiver(0).closed).isTrue();
    assertThat(it.receiver(1).closed).isFalse();
  }

  @Test
  void leases_of_a_failed_receiver_are_extended_through_it() {
    var it = unordered().start();
    it.push("1");
    it.receiver().inbound.failed(new NativeException());
    it.advance(Duration.ofSeconds(100));
    it.runHandlers();

    assertThat(it.receiver(0).extendCalls).isNotEmpty();
    assertThat(it.receiver(0).verdicts()).containsExactly("complete 1");
  }

  @Test
  void receiving_that_fails_for_ever_is_tried_for_ever_and_heals() {
    var it = unordered().start();
    for (int i = 0; i < 50; i++) {
      int opened = it.provider.receivers.size();
      it.receiver().inbound.failed(new NativeException());
      it.advance(LONGEST);
      assertThat(it.provider.receivers).hasSize(opened + 1);
      assertThat(it.status()).isEqualTo(Health.Status.DEGRADED);
      assertThat(it.component().code()).contains(ErrorCode.UNAVAILABLE);
    }

    it.push("1");
    it.runHandlers();

    assertThat(it.status()).isEqualTo(Health.Status.UP);
    assertThat(it.receiver().verdicts()).containsExactly("complete 1");
  }

  @Test
  void the_waits_grow_while_receiving_fails_and_start_again_when_it_worked() {
    var it = unordered().start();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(untilReopened(it));
    }
    assertThat(waits.get(0)).isLessThan(Duration.ofMillis(200));
    assertThat(waits.get(4)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(waits.get(9)).isBetween(Duration.ofSeconds(24), LONGEST);

    it.receiver().inbound.idle();

    assertThat(untilReopened(it)).isLessThan(Duration.ofMillis(200));
  }

  private static Duration untilReopened(EngineFixture it) {
    int opened = it.provider.receivers.size();
    long start = it.platform.nanoTime();
    it.receiver().inbound.failed(new NativeException());
    while (it.provider.receivers.size() == opened) {
      it.advance(Duration.ofMillis(10));
    }
    return Duration.ofNanos(it.platform.nanoTime() - start);
  }

  @Test
  void a_driver_that_cannot_open_a_receiver_is_asked_again() {
    var it = unordered().created();
    it.provider.failingOpens = 10;
    it.engine.start();
    it.advance(LONGEST.multipliedBy(11));

    it.push("1");
    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1");
  }

  @Test
  void a_receiver_that_cannot_be_asked_for_events_is_replaced() {
    var it = unordered().created();
    it.provider.failingRequests = 3;
    it.engine.start();
    it.advance(LONGEST);

    assertThat(it.provider.receivers).hasSize(4);
    it.push("1");
    it.runHandlers();
    assertThat(it.handled).containsExactly("1#1");
  }

  @Test
  void a_second_failure_of_one_receiver_opens_no_second_one() {
    var it = unordered().start();
    it.receiver().inbound.failed(new NativeException());
    it.receiver(0).inbound.failed(new NativeException());
    it.advance(LONGEST);

    assertThat(it.provider.receivers).hasSize(2);
  }

  @Test
  void the_return_address_goes_on_while_the_main_one_fails() {
    var it = unordered().separateReturn().start();
    it.receiver(0).inbound.failed(new NativeException());
    it.platform.run();

    it.push(it.receiver(1), List.of(it.received("redriven", null, 1)));
    it.runHandlers();

    assertThat(it.receiver(1).verdicts()).containsExactly("complete redriven");
    it.advance(LONGEST);
    assertThat(it.receiver(2).address).isEqualTo(it.receiver(0).address);
  }

  @Test
  void events_that_come_twice_over_two_receivers_are_settled_through_the_newer_one() {
    var it = unordered().start();
    it.push("1");
    it.receiver().inbound.failed(new NativeException());
    it.advance(Duration.ofSeconds(1));
    it.push("1");
    assertThat(it.receiver(0).closed).isTrue();

    it.runHandlers();

    assertThat(it.handled).containsExactly("1#1");
    assertThat(it.receiver(1).verdicts()).containsExactly("complete 1/2");
  }
}
