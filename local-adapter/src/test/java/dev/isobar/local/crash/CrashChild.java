package dev.isobar.local.crash;

import dev.isobar.Isobar;
import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of its own: an application that publishes, consumes or both, until it is killed. */
final class CrashChild {
  static final int SINGLE_EVENTS = 100;

  private static final int WRITER_THREADS = 2;

  private CrashChild() {}

  /**
   * Runs until the standard input ends, then closes.
   *
   * @param args name, role (publish, consume, both or singly), file of the broker, file of the
   *     history, sync, seed
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    String name = args[0];
    String role = args[1];
    long seed = Long.parseLong(args[5]);
    CountDownLatch stop = new CountDownLatch(1);
    try (History history = History.appendingTo(Path.of(args[3]))) {
      LostLeases.watch(name, history);
      Isobar isobar = CrashTopology.open(Path.of(args[2]), args[4]);
      List<Writer> writers = new ArrayList<>();
      if (role.equals("publish") || role.equals("both")) {
        for (int i = 0; i < WRITER_THREADS; i++) {
          writers.add(new Writer(name + ".w" + i, isobar, history, stop, seed));
        }
      }
      if (role.equals("consume") || role.equals("both")) {
        isobar.subscribe(CrashTopology.ORDERED, new Consumer(name + ".ordered", history));
        isobar.subscribe(CrashTopology.QUEUE, new Consumer(name + ".queue", history));
      }
      if (role.equals("singly")) {
        new Writer(name + ".w", isobar, history, stop, seed).publishSingly(SINGLE_EVENTS);
      }
      List<Thread> threads = writers.stream().map(Thread::new).toList();
      threads.forEach(Thread::start);
      System.out.println("ready");
      while (System.in.read() >= 0) {}
      stop.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      close(name, isobar, history);
    }
  }

  private static void close(String name, Isobar isobar, History history) {
    Op.Builder close =
        Op.of(Op.Kind.CLOSE, Op.Phase.INVOKE)
            .by(name + ".main", 1)
            .within(Duration.ofSeconds(20).toNanos());
    history.append(close.at(System.nanoTime()).build());
    isobar.close();
    history.append(close.phase(Op.Phase.OK).at(System.nanoTime()).build());
  }
}
