package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.Meter;
import dev.isobar.benchmarks.harness.Run;
import dev.isobar.benchmarks.harness.Spread;
import dev.isobar.benchmarks.nothing.NothingDriver;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCodec;
import io.cloudevents.CloudEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What the runtime costs per published event over a provider that does nothing, of all threads
 * together: memory beyond the bytes that are sent, CPU, calls of the provider.
 */
final class PublishCost implements Benchmark {
  static final int BYTES_BOUND = 1_536;

  private static final int OUTSTANDING = 500;

  /**
   * What one event costs.
   *
   * @param bytes allocated beyond the bytes that are sent
   * @param cpuNanos of the whole process
   * @param calls of the provider
   */
  record Cost(double bytes, double cpuNanos, double calls) {}

  @Override
  public void measure(Run run) {
    int rounds = run.of(3, 10, 20);
    int events = run.of(20_000, 200_000, 500_000);
    double[] cpu = new double[rounds];
    double bytes = Double.MAX_VALUE;
    double calls = 0;
    for (int i = 0; i < rounds; i++) {
      Cost cost = measure(events);
      bytes = Math.min(bytes, cost.bytes);
      cpu[i] = cost.cpuNanos / 1_000;
      calls = cost.calls;
    }
    run.gate(
        "publish over nothing: memory per event beyond the wire",
        Math.round(bytes),
        BYTES_BOUND,
        "bytes");
    run.report(
        "publish over nothing: CPU per event, publishAsync, " + OUTSTANDING + " outstanding",
        Spread.of(cpu).text("%.1f") + " µs",
        "",
        "",
        "aim ≤ 5 µs");
    run.report(
        "publish over nothing: calls per 1,000 events, batches of 10, each answered at once",
        String.format("%.0f", calls * 1_000),
        "",
        "",
        "");
  }

  /** Opens an instance and publishes; the first round of a process warms up. */
  static Cost measure(int events) {
    CloudEvent event = Samples.kilobyte(1);
    try (Isobar isobar = open(Topology.builder().topic("orders").build())) {
      NothingDriver driver = isobar.unwrap(NothingDriver.class).orElseThrow();
      Publisher publisher = isobar.publisher("orders");
      publish(publisher, event, events / 10);
      long wire =
          EventCodec.encode(event, driver.capabilities(), DeduplicationIds.of(event)).size();
      long calls = driver.sends();
      long cpu = Meter.cpuNanos();
      long bytes = Meter.allocatedBytes();
      publish(publisher, event, events);
      return new Cost(
          (double) (Meter.allocatedBytes() - bytes) / events - wire,
          (double) (Meter.cpuNanos() - cpu) / events,
          (double) (driver.sends() - calls) / events);
    }
  }

  static Isobar open(Topology topology) {
    return Isobar.builder()
        .topology(topology)
        .set("provider", "nothing")
        .set("source", "/benchmark")
        .set("topology", "off")
        .open();
  }

  private static void publish(Publisher publisher, CloudEvent event, int events) {
    Queue<CompletableFuture<Receipt>> outstanding = new ArrayDeque<>(OUTSTANDING);
    for (int i = 0; i < events; i++) {
      if (outstanding.size() == OUTSTANDING) {
        outstanding.remove().join();
      }
      outstanding.add(publisher.publishAsync(event));
    }
    outstanding.forEach(CompletableFuture::join);
  }
}
