package dev.isobar.runtime.publish;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.isobar.codec.DataMappers;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCodec;
import dev.isobar.codec.TypedData;
import dev.isobar.spi.SendOutcome;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counts, exactly, what one event on its way costs in memory beside the bytes that are sent. */
class PublishAllocationTest {
  private static final int EVENTS = 5_000;
  private static final int ROUNDS = 40;
  private static final long MOST_BESIDE_THE_WIRE = 1_536;

  private final OutboundFixture it = OutboundFixture.roomy();
  private final CloudEvent event =
      CloudEventBuilder.v1()
          .withId("9b2d7f5e-0f0e-7c5a-b0b1-1f0f4a8b7c55")
          .withSource(URI.create("https://acme.com/orders"))
          .withType("com.acme.order.placed")
          .withExtension("partitionkey", "customer-4711")
          .withData("application/json", json(800))
          .build();

  @Test
  void an_event_costs_little_beyond_its_bytes() {
    RuntimePublisher publisher =
        new RuntimePublisher(
            it.platform, typed(), List.of(), it.outbound, it.capabilities(), false);
    it.driver.forget();
    it.driver.rule(
        batch -> completedFuture(Collections.nCopies(batch.size(), SendOutcome.stored("id"))));
    long wireBytes = EventCodec.encode(event, it.capabilities(), DeduplicationIds.of(event)).size();

    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = allocated();
      publish(publisher);
      least = Math.min(least, (allocated() - before) / EVENTS);
    }

    assertThat(least - wireBytes)
        .as("bytes allocated for one event beside the %d that are sent", wireBytes)
        .isLessThan(MOST_BESIDE_THE_WIRE);
  }

  private void publish(RuntimePublisher publisher) {
    for (int i = 0; i < EVENTS; i++) {
      publisher.publishAsync(event);
      if (i % 100 == 99) {
        it.platform.run();
      }
    }
  }

  private TypedEvents typed() {
    return new TypedEvents(
        it.platform, new TypedData(DataMappers.defaultMapper()), URI.create("/shop"));
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static byte[] json(int size) {
    return ("{\"text\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
