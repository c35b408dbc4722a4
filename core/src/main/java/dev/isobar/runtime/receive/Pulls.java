package dev.isobar.runtime.receive;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Callers that wait for a batch, in their order. Touched only inside the engine's mailbox, but for
 * the futures.
 */
final class Pulls {
  private final Deque<Pull> waiting = new ArrayDeque<>();
  private final List<Settling> settling = new ArrayList<>();

  /** One caller. */
  private record Pull(int max, CompletableFuture<List<Entry>> batch, Platform.Timer timer) {}

  /** A batch whose handler has returned. */
  private record Settling(List<Entry> batch, CompletableFuture<Void> done) {}

  void add(
      int max,
      CompletableFuture<List<Entry>> batch,
      Platform platform,
      Duration wait,
      Runnable over) {
    waiting.add(new Pull(max, batch, platform.schedule(wait, over)));
  }

  /** How many events the callers want. */
  int wanted() {
    int wanted = 0;
    for (Pull pull : waiting) {
      wanted += pull.max;
    }
    return wanted;
  }

  /** Gives what is ready to those who wait, once it has begun. */
  void serve(Lanes lanes, Consumer<List<Entry>> begin) {
    while (!waiting.isEmpty()) {
      List<Entry> batch = lanes.take(waiting.element().max);
      if (batch.isEmpty()) {
        return;
      }
      begin.accept(batch);
      end(waiting.element(), batch);
    }
  }

  /** The time of a caller is over. */
  void expire(CompletableFuture<List<Entry>> batch) {
    waiting.stream()
        .filter(pull -> pull.batch == batch)
        .findFirst()
        .ifPresent(p -> end(p, List.of()));
  }

  /** Nobody will be served any more. */
  void expireAll() {
    List.copyOf(waiting).forEach(pull -> end(pull, List.of()));
  }

  /** Tells when every entry of a batch is settled, lost or held. */
  void settling(List<Entry> batch, CompletableFuture<Void> done) {
    settling.add(new Settling(batch, done));
    progress();
  }

  void progress() {
    settling.removeIf(
        s -> {
          boolean done = s.batch.stream().noneMatch(Pulls::underWay);
          if (done) {
            s.done.complete(null);
          }
          return done;
        });
  }

  private static boolean underWay(Entry entry) {
    return entry.state == Entry.State.RUNNING || entry.state == Entry.State.SETTLING;
  }

  private void end(Pull pull, List<Entry> batch) {
    waiting.remove(pull);
    pull.timer.cancel();
    pull.batch.complete(batch);
  }
}
