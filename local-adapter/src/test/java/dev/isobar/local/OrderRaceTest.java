package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Topology;
import dev.isobar.spi.Received;
import dev.isobar.spi.Verdict;
import dev.isobar.spi.WireMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several owners at one ordered queue, over two connections, that give back at random. */
class OrderRaceTest {
  private static final int KEYS = 7;
  private static final int EVENTS_OF_A_KEY = 40;
  private static final int OWNERS = 4;
  private static final Topology JOBS = Topology.builder().queue("jobs", q -> q.ordered()).build();

  @TempDir Path folder;

  private final Map<String, Integer> completed = new ConcurrentHashMap<>();
  private final Map<String, Inbox> holders = new ConcurrentHashMap<>();
  private final List<String> faults = java.util.Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch left = new CountDownLatch(KEYS * EVENTS_OF_A_KEY);

  @Test
  void each_key_is_completed_in_order_and_has_one_owner_at_a_time() throws Exception {
    Path file = folder.resolve("local.db");
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Broker one = Broker.open(file, JOBS);
        Broker other = Broker.open(file, JOBS)) {
      List<Future<?>> owners = new ArrayList<>();
      for (int i = 0; i < OWNERS; i++) {
        Broker broker = i % 2 == 0 ? one : other;
        Random random = new Random(i);
        owners.add(threads.submit(() -> own(broker, random)));
      }
      for (int n = 0; n < EVENTS_OF_A_KEY; n++) {
        Broker broker = n % 2 == 0 ? one : other;
        WireMessage[] batch = new WireMessage[KEYS];
        for (int k = 0; k < KEYS; k++) {
          batch[k] = Broker.event("k" + k + "-" + n, "com.acme.test", "k" + k);
        }
        broker.send("jobs", batch);
      }
      for (Future<?> owner : owners) {
        owner.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(faults).isEmpty();
    assertThat(completed).hasSize(KEYS).allSatisfy((key, n) -> assertThat(n).isEqualTo(39));
  }

  /** Opens a receiver, completes some events, gives the rest back, and begins anew. */
  private void own(Broker broker, Random random) {
    while (left.getCount() > 0) {
      Inbox inbox = broker.receive(broker.address("jobs"), Duration.ofMinutes(5));
      int credit = 1 + random.nextInt(12);
      inbox.receiver.request(credit);
      int wanted = random.nextInt(credit + 1);
      List<Received> waiting = new ArrayList<>();
      while (wanted > 0 && left.getCount() > 0) {
        waiting.addAll(inbox.arrived());
        if (!waiting.isEmpty()) {
          handle(inbox, waiting.remove(0));
          wanted--;
        }
        Thread.onSpinWait();
      }
      Broker.get(inbox.receiver.stop());
      waiting.addAll(inbox.arrived());
      giveBack(inbox, waiting);
    }
  }

  private void handle(Inbox inbox, Received event) {
    String key = event.message().key();
    if (holders.put(key, inbox) != null) {
      faults.add(key + " has two owners");
    }
    complete(key, event);
    holders.remove(key);
    inbox.complete(event);
    left.countDown();
  }

  private static void giveBack(Inbox inbox, List<Received> rest) {
    List<Verdict> verdicts = new ArrayList<>();
    rest.forEach(event -> verdicts.add(new Verdict.Release(event.lease(), Duration.ZERO)));
    if (!verdicts.isEmpty()) {
      Broker.get(inbox.receiver.settle(verdicts));
    }
  }

  private void complete(String key, Received event) {
    int n = Integer.parseInt(Inbox.id(event).split("-")[1]);
    int expected = completed.getOrDefault(key, -1) + 1;
    if (n != expected) {
      faults.add(key + ": expected " + expected + ", got " + n);
    }
    completed.put(key, n);
  }
}
