package dev.isobar.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.isobar.Receipt;
import dev.isobar.Topology;
import dev.isobar.codec.DataMappers;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCodec;
import dev.isobar.codec.TypedData;
import dev.isobar.runtime.health.HealthRegister;
import dev.isobar.runtime.platform.SystemPlatform;
import dev.isobar.runtime.publish.Outbound;
import dev.isobar.runtime.publish.PendingBytes;
import dev.isobar.runtime.publish.RuntimePublisher;
import dev.isobar.runtime.publish.SendPolicy;
import dev.isobar.runtime.publish.TypedEvents;
import dev.isobar.runtime.telemetry.SendTelemetry;
import dev.isobar.spi.Address;
import dev.isobar.spi.Part;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What the runtime itself costs per published event, over a driver that does nothing: bytes
 * allocated beside the bytes sent, and CPU time, of all threads together.
 *
 * <pre>java -cp benchmarks.jar dev.isobar.benchmarks.PublishAllocation</pre>
 */
public final class PublishAllocation {
  private static final int EVENTS = 200_000;
  private static final int OUTSTANDING = 500;
  private static final int ROUNDS = 8;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SystemPlatform platform = new SystemPlatform("benchmark");
  private final IdleDriver driver = new IdleDriver();
  private final Address address =
      driver.address(
          Topology.builder().topic("orders").build().find("orders").orElseThrow(), Part.MAIN);
  private final RuntimePublisher publisher = publisher();
  private final CloudEvent event =
      CloudEventBuilder.v1()
          .withId("0192f0c1-7a3b-7c5a-b0b1-1f0f4a8b7c55")
          .withSource(URI.create("https://acme.com/orders"))
          .withType("com.acme.order.placed")
          .withExtension("partitionkey", "customer-4711")
          .withData("application/json", json(800))
          .build();

  private PublishAllocation() {}

  /**
   * Prints one line per round; the first ones warm up.
   *
   * @param args none
   */
  public static void main(String[] args) {
    PublishAllocation benchmark = new PublishAllocation();
    for (int round = 1; round <= ROUNDS; round++) {
      benchmark.round(round);
    }
    benchmark.platform.close();
  }

  private void round(int number) {
    long wireBytes =
        EventCodec.encode(event, driver.capabilities(address), DeduplicationIds.of(event)).size();
    long calls = driver.calls();
    long bytes = allocated();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    publish();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "round %d: %d bytes beyond the wire, %.2f us CPU per event, %.0f events/s, %.1f calls per"
            + " 1,000%n",
        number,
        (allocated() - bytes) / EVENTS - wireBytes,
        (cpuNanos() - cpu) / 1e3 / EVENTS,
        EVENTS / seconds,
        (driver.calls() - calls) * 1e3 / EVENTS);
  }

  private void publish() {
    Queue<CompletableFuture<Receipt>> outstanding = new ArrayDeque<>(OUTSTANDING);
    for (int i = 0; i < EVENTS; i++) {
      if (outstanding.size() == OUTSTANDING) {
        outstanding.remove().join();
      }
      outstanding.add(publisher.publishAsync(event));
    }
    outstanding.forEach(CompletableFuture::join);
  }

  private long allocated() {
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private long cpuNanos() {
    return Arrays.stream(threads.getThreadCpuTime(threads.getAllThreadIds()))
        .filter(nanos -> nanos > 0)
        .sum();
  }

  private RuntimePublisher publisher() {
    Outbound outbound =
        new Outbound(
            platform,
            driver,
            address,
            new PendingBytes(platform, 16 << 20),
            new HealthRegister(platform).component("publisher orders"),
            SendPolicy.retrying(Duration.ofSeconds(30)),
            SendTelemetry.NONE);
    return new RuntimePublisher(
        platform,
        new TypedEvents(
            platform, new TypedData(DataMappers.defaultMapper()), URI.create("urn:benchmark")),
        List.of(),
        outbound,
        driver.capabilities(address),
        false);
  }

  private static byte[] json(int size) {
    return ("{\"text\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
