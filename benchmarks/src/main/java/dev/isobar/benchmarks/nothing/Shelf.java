package dev.isobar.benchmarks.nothing;

import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Events for one receiver. */
final class Shelf {
  private List<Received> events = List.of();
  private int next;
  private int credit;
  private volatile CountDownLatch unsettled = new CountDownLatch(0);
  private @Nullable Inbound inbound;

  synchronized CountDownLatch fill(List<Received> more) {
    events = more;
    next = 0;
    unsettled = new CountDownLatch(more.size());
    push();
    return unsettled;
  }

  private synchronized void open(Inbound opened) {
    inbound = opened;
    credit = 0;
  }

  private synchronized void request(int more) {
    credit += more;
    push();
  }

  private void push() {
    while (credit > 0 && next < events.size() && inbound != null) {
      int until = Math.min(next + Math.min(credit, NothingDriver.BATCH), events.size());
      List<Received> batch = events.subList(next, until);
      credit -= until - next;
      next = until;
      inbound.received(batch);
    }
  }

  private void settled(int count) {
    for (int i = 0; i < count; i++) {
      unsettled.countDown();
    }
  }

  Receiver receiver(Inbound opened) {
    open(opened);
    return new Receiver() {
      @Override
      public void request(int more) {
        Shelf.this.request(more);
      }

      @Override
      public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
        settled(verdicts.size());
        return CompletableFuture.completedFuture(
            Collections.nCopies(verdicts.size(), SettleOutcome.done()));
      }

      @Override
      public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
        return CompletableFuture.completedFuture(
            Collections.nCopies(leases.size(), SettleOutcome.done()));
      }

      @Override
      public CompletionStage<Void> stop() {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {}
    };
  }
}
