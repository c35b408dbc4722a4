package dev.isobar.local;

import dev.isobar.local.Catalog.Entry;
import dev.isobar.spi.Address;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Leases events of one queue while it has credit. {@code credit} and {@code asked} are shared
 * between threads; everything else belongs to the flow.
 */
final class LocalReceiver implements Receiver {
  private static final int MOST_AT_ONCE = 256;
  private static final long NEVER = Long.MAX_VALUE;

  private final Flow flow;
  private final Address address;
  private final ReceiveOptions options;
  private final Inbound inbound;
  private final AtomicInteger credit = new AtomicInteger();

  /** Whether credit was given that no push and no {@code idle} has answered yet. */
  private volatile boolean asked;

  private boolean stopped;
  private boolean broken;

  /** Whether something may be available that this receiver has not seen. */
  private boolean curious = true;

  /** When the next row becomes available by time alone, in broker time. */
  private long nextDue = NEVER;

  private long owner;
  private String lastKey = "";
  private List<Received> claimed = List.of();
  private @Nullable Throwable refusal;

  LocalReceiver(Flow flow, Address address, ReceiveOptions options, Inbound inbound) {
    this.flow = flow;
    this.address = address;
    this.options = options;
    this.inbound = inbound;
    flow.turn(() -> flow.add(this));
  }

  @Override
  public void request(int events) {
    credit.addAndGet(events);
    asked = true;
    flow.wake();
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
    return flow.submit(verdicts.size(), store -> Deliveries.settle(store, verdicts));
  }

  @Override
  public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
    return flow.submit(leases.size(), store -> Deliveries.extend(store, leases, by));
  }

  @Override
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    flow.turn(
        () -> {
          stopped = true;
          flow.remove(this);
          done.complete(null);
        });
    return done;
  }

  @Override
  public void close() {
    stop();
  }

  String queueName() {
    return address.physicalName();
  }

  boolean isHungry() {
    return !stopped && !broken && credit.get() > 0;
  }

  boolean isBroken() {
    return broken;
  }

  boolean wants(long now) {
    return isHungry() && (curious || nextDue <= now);
  }

  long nextDue() {
    return nextDue;
  }

  /**
   * Hears that something has changed in the file.
   *
   * @param unknown whether nobody knows what
   * @param earliest when the first row of the queue is due, or null when it is empty
   */
  void changed(boolean unknown, @Nullable Long earliest) {
    curious |= unknown;
    nextDue = earliest == null ? NEVER : earliest;
  }

  /** Takes part in a transaction; returns how many rows it has leased. */
  int claim(Store store) throws SQLException {
    claimed = List.of();
    Entry queue = store.catalog().find(queueName());
    if (queue == null || !queue.isConsumed()) {
      refusal = Failures.notFound(queueName(), "subscription or queue");
      return 0;
    }
    if (owner == 0) {
      owner = store.newId();
      store.onFailure(() -> owner = 0);
    }
    int wanted = Math.min(credit.get(), MOST_AT_ONCE);
    Claims claims =
        new Claims(store, queue, address.resource().name(), owner, options.lease(), wanted);
    if (queue.ordered()) {
      lastKey = new OrderedClaims(store, claims, queue, owner, lastKey).claim();
    } else {
      claims.claimRanges();
    }
    claimed = claims.received();
    boolean wasCurious = curious;
    store.onFailure(() -> curious = wasCurious);
    curious = claims.isFull();
    if (!curious) {
      nextDue = claims.nextDue();
    }
    return claimed.size();
  }

  /** Pushes what the transaction leased. */
  void committed() {
    Throwable refused = refusal;
    if (refused != null) {
      fail(refused);
    } else if (!claimed.isEmpty()) {
      List<Received> batch = claimed;
      claimed = List.of();
      credit.addAndGet(-batch.size());
      asked = false;
      inbound.received(batch);
    }
  }

  /** Answers credit for which there is nothing at the moment. */
  void nothingThere() {
    if (asked) {
      asked = false;
      inbound.idle();
    }
  }

  /** Ends receiving with a failure. */
  void fail(Throwable failure) {
    if (!broken && !stopped) {
      broken = true;
      inbound.failed(failure);
    }
  }
}
