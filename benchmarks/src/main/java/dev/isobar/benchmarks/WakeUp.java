package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.Run;
import dev.isobar.benchmarks.harness.Spread;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** How long an event takes from the call of publish into its handler when nothing else happens. */
final class WakeUp implements Benchmark {
  private static final Topology TOPOLOGY = Topology.builder().queue("jobs").build();
  private static final int LONGEST_QUIET_MILLIS = 30;

  @Override
  public void measure(Run run) throws Exception {
    Path folder = run.folder("ours");
    try (Isobar isobar = LocalInstance.open(folder, TOPOLOGY);
        Isobar other = LocalInstance.open(run.folder("two"), TOPOLOGY);
        Isobar consumer =
            LocalInstance.open(other.unwrap(Path.class).orElseThrow().getParent(), TOPOLOGY)) {
      report(run, "wake-up: publish to handler when idle, one instance", isobar, isobar, "≤ 5 ms");
      report(run, "wake-up: the same, two instances on one file", other, consumer, "");
    }
  }

  private static void report(Run run, String what, Isobar from, Isobar to, String target)
      throws Exception {
    int events = run.of(10, 200, 500);
    AtomicReference<CompletableFuture<Long>> handled =
        new AtomicReference<>(new CompletableFuture<>());
    to.subscribe(
        "jobs",
        delivery -> {
          handled.get().complete(System.nanoTime());
          return delivery.complete();
        });
    Random random = new Random(1);
    double[] millis = new double[events];
    for (int i = -events / 4; i < events; i++) {
      Thread.sleep(1 + random.nextInt(LONGEST_QUIET_MILLIS));
      handled.set(new CompletableFuture<>());
      long begin = System.nanoTime();
      from.publisher("jobs").publishAsync(Samples.kilobyte(i));
      long end = handled.get().get();
      if (i >= 0) {
        millis[i] = (end - begin) / 1e6;
      }
    }
    run.report(what, Spread.of(millis).text("%.1f") + " ms", "", "", target);
  }
}
