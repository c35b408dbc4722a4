package dev.isobar.test.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.spi.Platform.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SimPlatformTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void the_same_seed_makes_the_same_run() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(busyRun(seed)).isEqualTo(busyRun(seed));
    }
  }

  @Test
  void different_seeds_make_different_orders() {
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      orders.add(orderOfThree(seed));
    }

    assertThat(orders).hasSize(6);
  }

  @Test
  void the_clock_moves_only_when_nothing_is_ready() {
    try (Simulation simulation = Simulation.seeded(1)) {
      SimPlatform process = simulation.process("p");
      List<String> log = new ArrayList<>();
      process.schedule(SECOND.multipliedBy(3), () -> log.add("late " + process.now()));
      process.schedule(SECOND, () -> log.add("early " + process.now()));
      process.executor().execute(() -> log.add("now " + process.now()));

      simulation.runUntilIdle(Duration.ofMinutes(1));

      assertThat(log)
          .containsExactly(
              "now 2030-01-01T00:00:00Z",
              "early 2030-01-01T00:00:01Z",
              "late 2030-01-01T00:00:03Z");
    }
  }

  @Test
  void advance_ends_exactly_at_its_time() {
    try (Simulation simulation = Simulation.seeded(1)) {
      SimPlatform process = simulation.process("p");
      List<String> log = new ArrayList<>();
      process.schedule(SECOND.multipliedBy(5), () -> log.add("five"));
      process.schedule(SECOND.multipliedBy(6), () -> log.add("six"));

      simulation.advance(SECOND.multipliedBy(5));

      assertThat(log).containsExactly("five");
      assertThat(simulation.nanoTime()).isEqualTo(5_000_000_000L);
    }
  }

  @Test
  void a_cancelled_timer_does_not_run() {
    try (Simulation simulation = Simulation.seeded(1)) {
      SimPlatform process = simulation.process("p");
      Timer timer =
          process.schedule(
              SECOND,
              () -> {
                throw new AssertionError("ran");
              });
      timer.cancel();

      assertThat(simulation.runUntilIdle(Duration.ofMinutes(1))).isTrue();
    }
  }

  @Test
  void an_actor_waits_for_what_another_completes() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      CompletableFuture<String> answer = new CompletableFuture<>();
      AtomicReference<String> got = new AtomicReference<>();
      process.spawn(
          "other",
          () -> {
            process.sleep(SECOND);
            answer.complete("yes");
          });

      simulation.run(process, () -> got.set(await(process, answer, SECOND.multipliedBy(2))));

      assertThat(got).hasValue("yes");
      assertThat(simulation.nanoTime()).isEqualTo(1_000_000_000L);
    }
  }

  @Test
  void a_wait_ends_at_its_time_with_a_timeout() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");

      assertThatThrownBy(
              () ->
                  simulation.run(process, () -> await(process, new CompletableFuture<>(), SECOND)))
          .hasRootCauseInstanceOf(TimeoutException.class);
      assertThat(simulation.nanoTime()).isEqualTo(1_000_000_000L);
    }
  }

  @Test
  void a_failed_stage_fails_the_wait_with_its_cause() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      CompletableFuture<Void> failed =
          CompletableFuture.failedFuture(new IllegalArgumentException("no"));

      assertThatThrownBy(() -> simulation.run(process, () -> await(process, failed, SECOND)))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_test_thread_drives_while_it_waits() throws Exception {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      CompletableFuture<String> answer = new CompletableFuture<>();
      process.schedule(SECOND, () -> answer.complete("yes"));

      assertThat(process.await(answer, SECOND.multipliedBy(2))).isEqualTo("yes");
      assertThatThrownBy(() -> process.await(new CompletableFuture<>(), SECOND))
          .isInstanceOf(TimeoutException.class);
      assertThat(simulation.nanoTime()).isEqualTo(2_000_000_000L);
    }
  }

  @Test
  void a_deadlock_is_reported_with_who_waits() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("shop");
      Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);

      assertThatThrownBy(
              () ->
                  simulation.run(process, () -> await(process, new CompletableFuture<>(), forEver)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("seed 7")
          .hasMessageContaining("shop/main")
          .hasMessageContaining("a_deadlock_is_reported_with_who_waits");
    }
  }

  @Test
  void a_short_task_must_not_wait() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      process.executor().execute(() -> await(process, new CompletableFuture<>(), SECOND));

      assertThatThrownBy(() -> simulation.advance(SECOND))
          .hasMessageContaining("a short task waits");
    }
  }

  @Test
  void an_interrupt_ends_a_wait() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      AtomicReference<Thread> waiting = new AtomicReference<>();
      process.schedule(SECOND, () -> waiting.get().interrupt());

      assertThatThrownBy(
              () ->
                  simulation.run(
                      process,
                      () -> {
                        waiting.set(Thread.currentThread());
                        await(process, new CompletableFuture<>(), Duration.ofDays(1).minus(SECOND));
                      }))
          .hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(simulation.nanoTime()).isEqualTo(1_000_000_000L);
    }
  }

  @Test
  void nothing_of_a_killed_process_runs_again() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform victim = simulation.process("victim");
      List<String> log = new ArrayList<>();
      victim.spawn(
          "actor",
          () -> {
            try {
              victim.sleep(SECOND.multipliedBy(2));
            } finally {
              if (simulation.nanoTime() > 1_000_000_000L) {
                log.add("finally");
              }
            }
          });
      victim.schedule(SECOND.multipliedBy(2), () -> log.add("timer"));
      simulation.advance(SECOND);

      victim.kill();
      simulation.advance(SECOND.multipliedBy(9));

      assertThat(log).isEmpty();
    }
  }

  @Test
  void a_frozen_process_catches_up_when_it_thaws() {
    try (Simulation simulation = Simulation.seeded(7)) {
      SimPlatform process = simulation.process("p");
      List<Long> log = new ArrayList<>();
      process.schedule(SECOND, () -> log.add(simulation.nanoTime() / 1_000_000_000L));
      process.freeze();
      simulation.advance(SECOND.multipliedBy(60));
      assertThat(log).isEmpty();

      process.thaw();
      simulation.advance(SECOND);

      assertThat(log).containsExactly(60L);
    }
  }

  @Test
  void a_failing_task_fails_the_test_and_names_the_seed() {
    try (Simulation simulation = Simulation.seeded(99)) {
      SimPlatform process = simulation.process("p");
      process
          .handlers()
          .execute(
              () -> {
                throw new IllegalStateException("broken");
              });

      assertThatThrownBy(() -> simulation.advance(SECOND))
          .hasMessageContaining("seed 99")
          .hasRootCauseMessage("broken");
    }
  }

  @Test
  void a_closed_instance_drops_what_it_has_scheduled() {
    try (Simulation simulation = Simulation.seeded(99)) {
      SimPlatform process = simulation.process("p");
      SimPlatform instance = process.instance("");
      List<String> log = new ArrayList<>();
      instance.schedule(SECOND, () -> log.add("instance"));
      process.schedule(SECOND, () -> log.add("process"));

      instance.close();
      simulation.advance(SECOND.multipliedBy(2));

      assertThat(log).containsExactly("process");
      assertThat(instance.busy()).isFalse();
    }
  }

  @Test
  void closing_ends_every_thread() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (Simulation simulation = Simulation.seeded(3)) {
      SimPlatform process = simulation.process("p");
      for (int i = 0; i < 5; i++) {
        process.spawn(
            "waits",
            () -> {
              threads.add(Thread.currentThread());
              await(process, new CompletableFuture<>(), Duration.ofDays(9));
            });
      }
      simulation.advance(SECOND);
    }

    assertThat(threads).hasSize(5).noneMatch(Thread::isAlive);
  }

  @Test
  void a_clock_may_begin_shortly_before_it_overflows() {
    try (Simulation simulation = Simulation.seeded(3)) {
      SimPlatform process = simulation.process("p", Long.MAX_VALUE - 10);
      long before = process.nanoTime();
      simulation.advance(SECOND);

      assertThat(process.nanoTime()).isNegative();
      assertThat(process.nanoTime() - before).isEqualTo(1_000_000_000L);
    }
  }

  private static List<String> orderOfThree(long seed) {
    try (Simulation simulation = Simulation.seeded(seed)) {
      SimPlatform process = simulation.process("p");
      List<String> order = new ArrayList<>();
      for (String name : List.of("a", "b", "c")) {
        process.executor().execute(() -> order.add(name));
      }
      simulation.runUntilIdle(SECOND);
      return order;
    }
  }

  private static long busyRun(long seed) {
    try (Simulation simulation = Simulation.seeded(seed)) {
      SimPlatform process = simulation.process("p");
      for (int i = 0; i < 5; i++) {
        process.spawn(
            "actor",
            () -> {
              for (int turn = 0; turn < 20; turn++) {
                process.sleep(Duration.ofMillis((long) (process.random() * 100)));
                process.executor().execute(() -> process.schedule(SECOND, process::random));
              }
            });
      }
      simulation.runUntilIdle(Duration.ofHours(1));
      return simulation.traceHash();
    }
  }

  private static <T> T await(SimPlatform process, CompletableFuture<T> stage, Duration timeout) {
    try {
      return process.await(stage, timeout);
    } catch (TimeoutException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
