package dev.isobar.local.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Publishes bursts until it is told to stop, and writes down what it asked for and was told. */
final class Writer implements Runnable {
  private static final int BURST = 8;
  private static final long PAUSE_MILLIS = 15;

  private final String name;
  private final Isobar isobar;
  private final History history;
  private final CountDownLatch stop;
  private final Random random;
  private final Map<String, Long> numbers = new HashMap<>();
  private long calls;

  Writer(String name, Isobar isobar, History history, CountDownLatch stop, long seed) {
    this.name = name;
    this.isobar = isobar;
    this.history = history;
    this.stop = stop;
    this.random = new Random(seed ^ name.hashCode());
  }

  @Override
  public void run() {
    try {
      do {
        List<CompletableFuture<?>> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
          burst.add(random.nextInt(4) == 0 ? publishJob() : publishOrder());
        }
        CompletableFuture.allOf(burst.toArray(CompletableFuture<?>[]::new)).join();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes one after the other, each when the one before is stored. */
  void publishSingly(int events) {
    for (int i = 0; i < events; i++) {
      publishOrder().join();
    }
  }

  private CompletableFuture<?> publishOrder() {
    String key = "key-" + random.nextInt(CrashTopology.KEYS);
    return publish(CrashTopology.TOPIC, CrashTopology.ORDERED, key);
  }

  private CompletableFuture<?> publishJob() {
    return publish(CrashTopology.QUEUE, CrashTopology.QUEUE, "");
  }

  private CompletableFuture<?> publish(String place, String subscription, String key) {
    long call = ++calls;
    String id = name + "-" + call;
    CloudEvent event = event(id, key);
    Op begin =
        Op.of(Op.Kind.PUBLISH, Op.Phase.INVOKE)
            .by(name, call)
            .at(System.nanoTime())
            .event(id, key, numbers.merge(key, 1L, Long::sum), hash(event))
            .on(place)
            .to(List.of(subscription))
            .build();
    history.append(begin);
    return isobar.publisher(place).publishAsync(event).handle((r, e) -> ended(begin, r, e));
  }

  private boolean ended(Op begin, @Nullable Receipt receipt, @Nullable Throwable failure) {
    Op.Builder end = begin.like().at(System.nanoTime());
    if (receipt != null) {
      end.phase(Op.Phase.OK);
    } else {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      boolean refused =
          cause instanceof IsobarException ours
              && ours.outcome() == IsobarException.Outcome.NOT_STORED;
      end.phase(refused ? Op.Phase.FAIL : Op.Phase.INFO).error(String.valueOf(cause));
    }
    history.append(end.build());
    return true;
  }

  private static CloudEvent event(String id, String key) {
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(URI.create("/crash"))
            .withType("com.acme.crash")
            .withData("text/plain", ("data of " + id).repeat(8).getBytes(UTF_8));
    return key.isEmpty() ? event.build() : event.withExtension("partitionkey", key).build();
  }

  /** What must come back as it was. */
  static String hash(CloudEvent event) {
    byte[] data = event.getData() == null ? new byte[0] : event.getData().toBytes();
    String all = new String(data, UTF_8) + event.getType() + event.getExtension("partitionkey");
    return Integer.toHexString(all.hashCode());
  }
}
