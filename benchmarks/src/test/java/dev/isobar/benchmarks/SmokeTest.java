package dev.isobar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every benchmark still runs, and no counter is above its bound. */
class SmokeTest {
  @Test
  void each_comparison_runs() throws Exception {
    String[] quick = {
      "--smoke", "codec", "filter", "local-publish", "local-consume", "wake-up", "start"
    };

    assertThat(Benchmarks.run(quick)).isZero();
  }

  @Test
  void an_unknown_name_is_refused() throws Exception {
    assertThat(Benchmarks.run("--smoke", "coedc")).isEqualTo(2);
  }
}
