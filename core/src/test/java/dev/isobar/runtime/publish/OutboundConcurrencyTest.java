package dev.isobar.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Receipt;
import dev.isobar.runtime.health.HealthRegister;
import dev.isobar.runtime.platform.SystemPlatform;
import dev.isobar.runtime.telemetry.SendTelemetry;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.Limits;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real threads: callers, answers and closing race. */
class OutboundConcurrencyTest {
  private static final int WRITERS = 8;
  private static final int EVENTS = 1_000;

  private final SystemPlatform platform = new SystemPlatform("publish-test");
  private final ExecutorService service = Executors.newScheduledThreadPool(4);
  private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
  private final List<String> stored = Collections.synchronizedList(new ArrayList<>());
  private final PendingBytes budget = new PendingBytes(platform, 1_000);
  private final Outbound outbound = outbound();

  @AfterEach
  void stop() {
    writers.shutdownNow();
    service.shutdownNow();
    platform.close();
  }

  @Test
  void writers_of_one_key_each_keep_their_order_within_a_small_budget() throws Exception {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      String key = "w" + w;
      done.add(CompletableFuture.runAsync(() -> write(key, new ArrayList<>()), writers));
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    outbound.drain().toCompletableFuture().get(60, TimeUnit.SECONDS);

    for (int w = 0; w < WRITERS; w++) {
      String prefix = "w" + w + "-";
      List<Integer> numbers =
          List.copyOf(stored).stream()
              .filter(id -> id.startsWith(prefix))
              .map(id -> Integer.valueOf(id.substring(prefix.length())))
              .toList();
      assertThat(numbers).hasSize(EVENTS).isSorted();
    }
    assertThat(budget.used()).isZero();
  }

  @Test
  void closing_amid_publishing_leaves_no_future_open_and_no_result_untrue() throws Exception {
    List<CompletableFuture<Receipt>> receipts = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      String key = "w" + w;
      done.add(CompletableFuture.runAsync(() -> write(key, receipts), writers));
    }
    while (stored.size() < 500) {
      Thread.onSpinWait();
    }
    outbound.close(Duration.ofSeconds(30)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

    assertThat(receipts).hasSize(WRITERS * EVENTS).allMatch(CompletableFuture::isDone);
    long ok = receipts.stream().filter(r -> !r.isCompletedExceptionally()).count();
    assertThat(ok).isEqualTo(stored.size()).isLessThan(WRITERS * EVENTS);
    assertThat(budget.used()).isZero();
  }

  private void write(String key, List<CompletableFuture<Receipt>> receipts) {
    for (int i = 0; i < EVENTS; i++) {
      String id = key + "-" + i;
      CompletableFuture<Receipt> receipt = outbound.send(id, OutboundFixture.message(id, key));
      receipts.add(receipt);
      if (i % 100 == 0) {
        waitFor(receipt);
      }
    }
  }

  private static void waitFor(CompletableFuture<Receipt> receipt) {
    try {
      receipt.join();
    } catch (CompletionException failed) {
      assertThat(failed).hasMessageContaining("closed");
    }
  }

  private Outbound outbound() {
    ScriptedDriver driver =
        new ScriptedDriver(
            Capabilities.builder()
                .ordered(OrderedBatch.MANY_PER_KEY)
                .limits(Limits.builder().batch(10, 10_000, "test").build())
                .build());
    driver.rule(this::store);
    return new Outbound(
        platform,
        driver,
        OutboundFixture.address(true),
        budget,
        new HealthRegister(platform).component("publisher orders"),
        SendPolicy.retrying(Duration.ofSeconds(30)),
        SendTelemetry.NONE);
  }

  private CompletableFuture<List<SendOutcome>> store(List<WireMessage> batch) {
    return CompletableFuture.supplyAsync(
        () -> {
          batch.forEach(message -> stored.add(ScriptedDriver.body(message)));
          return batch.stream().map(m -> SendOutcome.stored("")).toList();
        },
        service);
  }
}
