package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.Meter;
import dev.isobar.benchmarks.harness.Run;
import dev.isobar.benchmarks.harness.Spread;
import dev.isobar.benchmarks.nothing.NothingDriver;
import dev.isobar.codec.EventCodec;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Received;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What the runtime costs per handled event over a provider that does nothing, of all threads
 * together, from the message of the provider to its settlement.
 */
final class HandleCost implements Benchmark {
  static final int BYTES_BOUND = 2_560;

  /**
   * What one event costs.
   *
   * @param bytes allocated
   * @param cpuNanos of the whole process
   */
  record Cost(double bytes, double cpuNanos) {}

  @Override
  public void measure(Run run) throws Exception {
    int rounds = run.of(3, 10, 20);
    int events = run.of(20_000, 100_000, 200_000);
    double[] cpu = new double[rounds];
    double bytes = Double.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      Cost cost = measure(events);
      bytes = Math.min(bytes, cost.bytes);
      cpu[i] = cost.cpuNanos / 1_000;
    }
    run.gate("handle over nothing: memory per event", Math.round(bytes), BYTES_BOUND, "bytes");
    run.report(
        "handle over nothing: CPU per event",
        Spread.of(cpu).text("%.1f") + " µs",
        "",
        "",
        "aim ≤ 10 µs");
  }

  /** Opens an instance and handles; the first round of a process warms up. */
  static Cost measure(int events) throws InterruptedException {
    Topology topology = Topology.builder().queue("jobs").build();
    try (Isobar isobar = PublishCost.open(topology)) {
      NothingDriver driver = isobar.unwrap(NothingDriver.class).orElseThrow();
      isobar.subscribe(
          "jobs",
          delivery ->
              delivery.event().getId().isEmpty() ? delivery.reject("no") : delivery.complete());
      driver.deliver(messages(driver, events / 10)).await();
      List<Received> messages = messages(driver, events);
      long cpu = Meter.cpuNanos();
      long bytes = Meter.allocatedBytes();
      driver.deliver(messages).await();
      return new Cost(
          (double) (Meter.allocatedBytes() - bytes) / events,
          (double) (Meter.cpuNanos() - cpu) / events);
    }
  }

  private static List<Received> messages(NothingDriver driver, int count) {
    List<Received> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CloudEvent event = Samples.kilobyte(i);
      WireMessage sent = EventCodec.encode(event, driver.capabilities(), "");
      messages.add(Received.of(new Lease() {}, sent, Integer.toString(i)).receiveCount(1).build());
    }
    return messages;
  }
}
