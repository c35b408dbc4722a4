package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.PublishResult;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.Loop;
import dev.isobar.benchmarks.harness.Pairs;
import dev.isobar.benchmarks.harness.Run;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A backlog consumed and settled beside a raw loop that claims and deletes. */
final class LocalConsume implements Benchmark {
  private static final String QUEUE = "jobs";

  @Override
  public void measure(Run run) throws Exception {
    measure(run, 64, "≥ 0.5");
    measure(run, 16, "");
  }

  private static void measure(Run run, int concurrency, String target) throws Exception {
    int events = RawQueue.BATCH * run.of(4, 32, 64);
    Topology topology =
        Topology.builder().queue(QUEUE, q -> q.tuning(t -> t.concurrency(concurrency))).build();
    try (Isobar isobar = LocalInstance.open(run.folder("ours"), topology);
        RawQueue raw = new RawQueue(run.folder("raw").resolve("raw.db"))) {
      run.rates(
          "local, FULL, 1 KB: consume and settle, concurrency "
              + concurrency
              + ", peer raw claim and delete of 64",
          Pairs.measure(run, () -> consume(isobar, events), () -> consume(raw, events)),
          target);
    }
  }

  private static double consume(Isobar isobar, int events) throws Exception {
    List<CloudEvent> backlog = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      backlog.add(Samples.kilobyte(i));
    }
    isobar.publisher(QUEUE).publishAll(backlog).forEach(LocalConsume::checkStored);
    return Loop.once(
        () -> {
          CountDownLatch left = new CountDownLatch(events);
          Subscriber subscriber =
              isobar.subscribe(
                  QUEUE,
                  delivery -> {
                    left.countDown();
                    return delivery.complete();
                  });
          left.await();
          subscriber.close();
          return events;
        });
  }

  private static double consume(RawQueue raw, int events) throws Exception {
    byte[] body = Samples.data();
    for (int i = 0; i < events; i += RawQueue.BATCH) {
      raw.enqueue(body);
    }
    return Loop.once(
        () -> {
          long done = 0;
          while (done < events) {
            done += raw.consume();
          }
          return done;
        });
  }

  static void checkStored(PublishResult result) {
    result
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }
}
