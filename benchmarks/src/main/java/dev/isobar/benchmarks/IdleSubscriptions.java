package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.ChildJvm;
import dev.isobar.benchmarks.harness.Meter;
import dev.isobar.benchmarks.harness.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A thousand subscribers that have nothing to do, on the local broker, in a process of their own.
 */
final class IdleSubscriptions implements Benchmark {
  static final int SUBSCRIPTIONS = 1_000;
  static final int THREADS_BOUND = 8;
  static final int HEAP_BOUND = 4 << 20;

  /** Threads that have nothing to do end after 10 seconds. */
  private static final int QUIET_MILLIS = 11_000;

  @Override
  public void measure(Run run) throws Exception {
    Map<String, Long> found = measure(run.folder("idle"), run.of(1, 10, 60));
    run.gate(
        "idle: threads of 1,000 subscriptions", found.get("threads"), THREADS_BOUND, "threads");
    run.gate("idle: heap of 1,000 subscriptions", found.get("heap"), HEAP_BOUND, "bytes");
    run.report(
        "idle: CPU of 1,000 subscriptions",
        String.format("%.2f %% of a core", found.get("cpu-ppm") / 1e4),
        "",
        "",
        "≤ 2 %");
  }

  static Map<String, Long> measure(Path folder, int seconds) throws Exception {
    return ChildJvm.run(
        IdleSubscriptions.class,
        List.of("-Xmx64m", "-XX:+UseSerialGC"),
        folder.toString(),
        Integer.toString(seconds));
  }

  /**
   * The process.
   *
   * @param args the folder and the seconds to watch
   * @throws Exception when it cannot run
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    try (Isobar warm = LocalInstance.open(folder.resolve("warm"), topology(10))) {
      oneEventEach(warm, 10);
    }
    int threads = Meter.threads();
    long heap = Meter.liveHeapBytes();
    try (Isobar isobar = LocalInstance.open(folder, topology(SUBSCRIPTIONS))) {
      oneEventEach(isobar, SUBSCRIPTIONS);
      Thread.sleep(QUIET_MILLIS);
      ChildJvm.tell("heap", Math.max(0, Meter.liveHeapBytes() - heap));
      long cpu = Meter.cpuNanos();
      long begin = System.nanoTime();
      Thread.sleep(Integer.parseInt(args[1]) * 1_000L);
      long passed = System.nanoTime() - begin;
      ChildJvm.tell("cpu-ppm", (Meter.cpuNanos() - cpu) * 1_000_000 / passed);
      ChildJvm.tell("threads", isobarThreads());
      ChildJvm.tell("more-threads", Meter.threads() - threads);
    }
  }

  private static long isobarThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("isobar"))
        .count();
  }

  private static Topology topology(int subscriptions) {
    Topology.Builder topology = Topology.builder().topic("orders");
    for (int i = 0; i < subscriptions; i++) {
      topology.subscription("s" + i, s -> s.from("orders"));
    }
    return topology.build();
  }

  /** So that nothing is left to be loaded or made when somebody first uses a subscription. */
  private static void oneEventEach(Isobar isobar, int subscriptions) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(subscriptions);
    for (int i = 0; i < subscriptions; i++) {
      isobar.subscribe(
          "s" + i,
          delivery -> {
            left.countDown();
            return delivery.complete();
          });
    }
    isobar.publisher("orders").publish(Samples.kilobyte(1));
    left.await();
  }
}
