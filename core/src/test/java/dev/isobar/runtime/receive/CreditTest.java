package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.ordered;
import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sixteen handlers, so a window of 32, unless a test says otherwise. */
class CreditTest {
  private static final int WINDOW = 32;

  @Test
  void twice_as_many_events_are_asked_for_as_handlers_may_run() {
    var it = unordered().start();

    assertThat(it.receiver().credit()).isEqualTo(WINDOW);
    assertThat(it.receiver().options.window()).isEqualTo(WINDOW);
    assertThat(it.receiver().options.held()).isEqualTo(1_000);
    assertThat(it.receiver().options.lanes()).isEqualTo(16);
  }

  @Test
  void what_is_settled_is_asked_for_again_and_never_more() {
    var it = unordered().start();
    int pushed = 0;
    for (int i = 0; i < 500; i++) {
      it.push("e" + i);
      pushed++;
      assertThat(it.receiver().credit() - pushed).isBetween(0, WINDOW - 1);
      if (i % 3 == 0) {
        it.runHandlers();
      }
      int leased = it.engine.entries().size();
      assertThat(it.receiver().credit() - pushed + leased).isLessThanOrEqualTo(WINDOW);
    }
    it.runHandlers();

    assertThat(it.receiver().credit() - pushed).isGreaterThan(WINDOW * 3 / 4);
  }

  @Test
  void events_are_asked_for_in_few_large_requests() {
    var it = unordered().start();
    for (int i = 0; i < 320; i++) {
      it.push("e" + i);
      it.runHandlers();
    }

    assertThat(it.receiver().requests).hasSizeLessThan(320 / 6);
  }

  @Test
  void what_came_beyond_the_credit_is_credit_owed() {
    var it = unordered().provider(p -> p.receiveOvershoot(20)).start();

    it.push(EngineFixture.ids(WINDOW + 20));
    assertThat(it.receiver().credit()).isEqualTo(WINDOW);
    it.runHandlers();

    int outstanding = it.receiver().credit() - (WINDOW + 20);
    assertThat(outstanding).isBetween(WINDOW * 3 / 4, WINDOW);
    assertThat(it.handled).hasSize(WINDOW + 20);
  }

  @Test
  void no_more_handlers_run_than_allowed_whatever_came() {
    var it = unordered().tuning(t -> t.concurrency(3)).start();
    int[] running = new int[1];
    it.handler =
        delivery -> {
          running[0]++;
          assertThat(running[0]).isLessThanOrEqualTo(3);
          it.platform.runHandler();
          running[0]--;
          return delivery.complete();
        };

    it.push(EngineFixture.ids(40));
    it.runHandlers();

    assertThat(it.handled).hasSize(40);
  }

  @Test
  void two_sources_share_one_window() {
    var it = unordered().separateReturn().start();

    int main = it.receiver(0).credit();
    int back = it.receiver(1).credit();
    assertThat(main + back).isEqualTo(WINDOW);
    assertThat(back).isBetween(1, main);

    it.push(it.receiver(1), List.of(it.received("redriven", null, 1)));
    it.runHandlers();
    assertThat(it.handled).containsExactly("redriven#1");
  }

  @Test
  void a_source_that_failed_has_no_credit_and_the_other_keeps_its_own() {
    var it = unordered().separateReturn().start();
    int main = it.receiver(0).credit();
    int back = it.receiver(1).credit();
    it.receiver(0).inbound.failed(new ScriptedProvider.NativeException());
    it.advance(Duration.ofSeconds(1));

    assertThat(it.receiver(2).credit()).isPositive();
    assertThat(it.receiver(1).credit() + it.receiver(2).credit()).isBetween(main, main + back);
  }

  @Test
  void events_behind_their_key_do_not_use_the_window_up() {
    var it = ordered().start();
    String[] ids = EngineFixture.ids(WINDOW);

    it.pushKey("a", ids);

    assertThat(it.receiver().credit()).isEqualTo(WINDOW + WINDOW - 1);
  }

  @Test
  void held_events_do_not_use_the_window_up() {
    var it = unordered().start();
    it.handler = delivery -> delivery.retryAfter(Duration.ofMinutes(10), "later");

    it.push(EngineFixture.ids(WINDOW));
    it.runHandlers();

    assertThat(it.receiver().credit()).isEqualTo(2 * WINDOW);
  }
}
