package dev.isobar.runtime.deadletter;

import dev.isobar.runtime.platform.Stages;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Platform;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the dead letters of a place, on the calling thread: leases them one after the other
 * and gives back in the end what is to stay. Ends when the service says that there is nothing more,
 * when nothing has come for a while, or when a letter comes round again.
 */
final class Sweep implements AutoCloseable {
  private static final int WINDOW = 100;
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final Platform platform;
  private final Receiver receiver;
  private final int settleBatch;
  private final long deadline;
  private final Inbox inbox = new Inbox();
  private final Deque<Received> arrived = new ArrayDeque<>();
  private final List<Received> kept = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int credit;
  private boolean exhausted;

  /** Collects what is pushed until the sweeping thread takes it. */
  private static final class Inbox implements Inbound {
    private final List<Received> batch = new ArrayList<>();
    private boolean idle;
    private @Nullable Throwable failure;
    private CompletableFuture<Void> changed = new CompletableFuture<>();

    @Override
    public synchronized void received(List<Received> more) {
      batch.addAll(more);
      changed.complete(null);
    }

    @Override
    public synchronized void idle() {
      idle = true;
      changed.complete(null);
    }

    @Override
    public synchronized void failed(Throwable thrown) {
      failure = thrown;
      changed.complete(null);
    }

    synchronized CompletableFuture<Void> changed() {
      return changed;
    }

    synchronized List<Received> take() {
      List<Received> taken = new ArrayList<>(batch);
      batch.clear();
      changed = new CompletableFuture<>();
      return taken;
    }

    synchronized boolean takeIdle() {
      boolean was = idle && batch.isEmpty();
      idle = false;
      return was;
    }

    synchronized @Nullable Throwable failure() {
      return failure;
    }
  }

  Sweep(Platform platform, Driver driver, Address address) {
    this.platform = platform;
    this.settleBatch = (int) driver.capabilities(address).limits().settleBatch().value();
    Duration step = driver.capabilities(address).leaseStep();
    Duration lease = step.compareTo(LONGEST_LEASE) < 0 ? step : LONGEST_LEASE;
    this.deadline = platform.nanoTime() + lease.toNanos() * 8 / 10;
    this.receiver =
        driver.receiver(address, new ReceiveOptions(WINDOW, 0, WINDOW, lease, QUIET), inbox);
  }

  /**
   * Returns the next dead letter, or null when there is none, or no time, left.
   *
   * @param wanted how many more the caller may want
   */
  @Nullable Received next(int wanted) throws InterruptedException {
    while (arrived.isEmpty() && !exhausted) {
      receive(Math.min(WINDOW, wanted));
    }
    return arrived.poll();
  }

  /** The letter stays where it is. */
  void keep(Received received) {
    kept.add(received);
  }

  /**
   * Removes letters for ever.
   *
   * @return how many could not be removed
   */
  int remove(List<Received> letters) throws InterruptedException {
    List<Verdict> verdicts =
        letters.stream().<Verdict>map(letter -> new Verdict.Complete(letter.lease())).toList();
    return settle(verdicts);
  }

  private void receive(int wanted) throws InterruptedException {
    boolean pastDeadline = platform.nanoTime() - deadline >= 0;
    if (pastDeadline || inbox.failure() != null) {
      exhausted = true;
      return;
    }
    int more = Math.max(1, wanted - credit);
    credit += more;
    receiver.request(more);
    boolean quiet = waitForChange();
    List<Received> batch = inbox.take();
    credit -= batch.size();
    batch.forEach(this::sort);
    exhausted |= batch.isEmpty() && (quiet || inbox.takeIdle() || inbox.failure() != null);
  }

  private void sort(Received received) {
    if (seen.add(received.nativeId())) {
      arrived.add(received);
    } else {
      kept.add(received);
      exhausted = true;
    }
  }

  private boolean waitForChange() throws InterruptedException {
    try {
      platform.await(inbox.changed(), QUIET);
      return false;
    } catch (TimeoutException nothingCame) {
      return true;
    }
  }

  private int settle(List<Verdict> verdicts) throws InterruptedException {
    int failed = 0;
    for (int from = 0; from < verdicts.size(); from += settleBatch) {
      List<Verdict> batch = verdicts.subList(from, Math.min(verdicts.size(), from + settleBatch));
      failed += settleOnce(List.copyOf(batch));
    }
    return failed;
  }

  private int settleOnce(List<Verdict> batch) throws InterruptedException {
    CompletableFuture<List<SettleOutcome>> call =
        Stages.call(platform, CALL_TIMEOUT, () -> receiver.settle(batch));
    List<SettleOutcome> outcomes =
        Stages.answer(platform, call.exceptionally(failure -> List.of()));
    int done = 0;
    for (SettleOutcome outcome : outcomes) {
      done += outcome.status() == SettleOutcome.Status.DONE ? 1 : 0;
    }
    return batch.size() - done;
  }

  /** Gives back what stays, oldest first, and what is still on its way. */
  @Override
  public void close() {
    try {
      Stages.answer(
          platform, Stages.call(platform, CALL_TIMEOUT, receiver::stop).exceptionally(e -> null));
      kept.addAll(arrived);
      kept.addAll(inbox.take());
      settle(
          kept.stream()
              .<Verdict>map(letter -> new Verdict.Release(letter.lease(), Duration.ZERO))
              .toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      receiver.close();
    }
  }

  /** Returns why receiving ended early, or null. */
  @Nullable Throwable failure() {
    return inbox.failure();
  }
}
