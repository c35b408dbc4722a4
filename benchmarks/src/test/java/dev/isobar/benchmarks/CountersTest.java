package dev.isobar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be counted on any machine: memory and threads. No times. Memory is counted in rounds,
 * until the compiler is done with the code.
 */
class CountersTest {
  private static final int MOST_ROUNDS = 30;
  private static final int EVENTS = 20_000;
  private static final int BACKLOG = 60_000;

  @TempDir Path folder;

  @Test
  void publishing_costs_little_memory_beyond_the_wire() {
    double bytes = Double.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && bytes > PublishCost.BYTES_BOUND; i++) {
      bytes = Math.min(bytes, PublishCost.measure(EVENTS).bytes());
    }

    System.out.printf("publish: %.0f bytes per event%n", bytes);
    assertThat(bytes).isLessThanOrEqualTo(PublishCost.BYTES_BOUND);
  }

  @Test
  void handling_costs_little_memory() throws InterruptedException {
    double bytes = Double.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && bytes > HandleCost.BYTES_BOUND; i++) {
      bytes = Math.min(bytes, HandleCost.measure(EVENTS).bytes());
    }

    System.out.printf("handle: %.0f bytes per event%n", bytes);
    assertThat(bytes).isLessThanOrEqualTo(HandleCost.BYTES_BOUND);
  }

  @Test
  void a_thousand_idle_subscriptions_share_few_threads_and_little_heap() throws Exception {
    Map<String, Long> found = IdleSubscriptions.measure(folder, 1);

    System.out.println("idle: " + found);
    assertThat(found.get("threads")).isLessThanOrEqualTo(IdleSubscriptions.THREADS_BOUND);
    assertThat(found.get("heap")).isLessThanOrEqualTo(IdleSubscriptions.HEAP_BOUND);
  }

  @Test
  void a_backlog_larger_than_the_heap_is_stored_and_consumed() throws Exception {
    Map<String, Long> found = Backlog.measure(folder, BACKLOG);

    System.out.println("backlog: " + found);
    assertThat(found).containsKey("consumed-per-second");
  }
}
