package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Publisher;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.Loop;
import dev.isobar.benchmarks.harness.Pairs;
import dev.isobar.benchmarks.harness.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many publishers, each blocked until its event is on the disk, beside one loop of raw inserts. */
final class LocalPublish implements Benchmark {
  private static final int PUBLISHERS = 64;

  @Override
  public void measure(Run run) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
    Topology topology = Topology.builder().queue("jobs").build();
    byte[] body = Samples.data();
    try (Isobar isobar = LocalInstance.open(run.folder("ours"), topology);
        RawQueue raw = new RawQueue(run.folder("raw").resolve("raw.db"))) {
      Publisher publisher = isobar.publisher("jobs");
      run.rates(
          "local, FULL, 1 KB: " + PUBLISHERS + " blocked publishers, peer raw SQLite 64 per commit",
          Pairs.measure(
              run,
              () -> publish(threads, publisher, run.slice()),
              () -> Loop.rate(run.slice(), () -> raw.insert(body))),
          "≥ 0.6");
    } finally {
      threads.shutdownNow();
    }
  }

  private static double publish(ExecutorService threads, Publisher publisher, Duration slice)
      throws Exception {
    return Loop.once(
        () -> {
          long end = System.nanoTime() + slice.toNanos();
          List<Future<Long>> counts = new ArrayList<>();
          for (int i = 0; i < PUBLISHERS; i++) {
            counts.add(threads.submit(() -> publishUntil(publisher, end)));
          }
          long events = 0;
          for (Future<Long> count : counts) {
            events += count.get();
          }
          return events;
        });
  }

  private static long publishUntil(Publisher publisher, long end) {
    long events = 0;
    while (System.nanoTime() - end < 0) {
      publisher.publish(Samples.kilobyte(events++));
    }
    return events;
  }
}
