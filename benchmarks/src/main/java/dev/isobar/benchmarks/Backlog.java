package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.ChildJvm;
import dev.isobar.benchmarks.harness.Meter;
import dev.isobar.benchmarks.harness.Run;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A backlog many times the heap: stored, then consumed, in a process with 64 MB. */
final class Backlog implements Benchmark {
  private static final int CHUNK = 1_000;
  private static final int MOST_ON_TOP = 16 << 20;

  @Override
  public void measure(Run run) throws Exception {
    int events = run.of(10_000, 200_000, 1_000_000);
    Map<String, Long> found = measure(run.folder("backlog"), events);
    String what = String.format("backlog of %,d × 1 KB in 64 MB: ", events);
    run.report(what + "stored", found.get("stored-per-second") + "/s", "", "", "completes");
    run.report(what + "consumed", found.get("consumed-per-second") + "/s", "", "", "completes");
    run.gate(what + "heap with the backlog on top", found.get("heap"), MOST_ON_TOP, "bytes");
  }

  static Map<String, Long> measure(Path folder, int events) throws Exception {
    return ChildJvm.run(
        Backlog.class, List.of("-Xmx64m"), folder.toString(), Integer.toString(events));
  }

  /**
   * The process; fails when anything is missing.
   *
   * @param args the folder and the number of events
   * @throws Exception when it cannot run
   */
  public static void main(String[] args) throws Exception {
    int events = Integer.parseInt(args[1]);
    Topology topology =
        Topology.builder().queue("jobs", q -> q.tuning(t -> t.concurrency(64))).build();
    try (Isobar isobar = LocalInstance.open(Path.of(args[0]), topology)) {
      long begin = System.nanoTime();
      publish(isobar, 0, CHUNK);
      long empty = Meter.liveHeapBytes();
      publish(isobar, CHUNK, events);
      ChildJvm.tell("stored-per-second", perSecond(events, begin));
      ChildJvm.tell("heap", Math.max(0, Meter.liveHeapBytes() - empty));
      begin = System.nanoTime();
      consume(isobar, events);
      ChildJvm.tell("consumed-per-second", perSecond(events, begin));
    }
  }

  private static void publish(Isobar isobar, int from, int until) {
    for (int next = from; next < until; next += CHUNK) {
      List<CloudEvent> chunk = new ArrayList<>(CHUNK);
      for (int i = next; i < Math.min(next + CHUNK, until); i++) {
        chunk.add(Samples.kilobyte(i));
      }
      isobar.publisher("jobs").publishAll(chunk).forEach(LocalConsume::checkStored);
    }
  }

  private static void consume(Isobar isobar, int events) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(events);
    isobar.subscribe(
        "jobs",
        delivery -> {
          left.countDown();
          return delivery.complete();
        });
    left.await();
  }

  private static long perSecond(int events, long begin) {
    return (long) (events * 1e9 / (System.nanoTime() - begin));
  }
}
