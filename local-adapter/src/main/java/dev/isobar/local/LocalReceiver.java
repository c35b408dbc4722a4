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
 * Leases events of one queue while it has credit. Only {@code credit} is shared between threads;
 * everything else belongs to the flow.
 */
final class LocalReceiver implements Receiver {
  private static final int MOST_AT_ONCE = 256;

  private final Flow flow;
  private final Address address;
  private final ReceiveOptions options;
  private final Inbound inbound;
  private final AtomicInteger credit = new AtomicInteger();
  private boolean stopped;
  private boolean broken;

  /** Whether something may be available that this receiver has not seen. */
  private boolean curious = true;

  /** When the next row becomes available by time alone. */
  private @Nullable Long nextDue;

  private long owner;
  private String lastKey = "";
  private List<Received> claimed = List.of();
  private boolean foundNothing;
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

  boolean isHungry() {
    return !stopped && !broken && credit.get() > 0;
  }

  boolean isBroken() {
    return broken;
  }

  boolean wants(long now) {
    return isHungry() && (curious || isDue(now));
  }

  @Nullable Long nextDue() {
    return nextDue;
  }

  private boolean isDue(long now) {
    return nextDue != null && nextDue <= now;
  }

  /** Looks again although nothing is known to have changed. */
  void retry() {
    curious = true;
  }

  /** Takes part in a transaction. */
  void claim(Store store) throws SQLException {
    claimed = List.of();
    foundNothing = false;
    Entry queue = store.catalog().find(address.physicalName());
    if (queue != null && store.touched().contains(queue.id())) {
      curious = true;
    }
    if (!wants(store.now())) {
      return;
    }
    if (queue == null || !queue.isConsumed()) {
      refusal = Failures.notFound(address.physicalName(), "subscription or queue");
      return;
    }
    if (owner == 0) {
      owner = store.newId();
      store.onFailure(() -> owner = 0);
    }
    Claims claims =
        new Claims(
            store,
            queue,
            address.resource().name(),
            owner,
            options.lease(),
            Math.min(credit.get(), MOST_AT_ONCE));
    if (queue.ordered()) {
      lastKey = new OrderedClaims(store, claims, queue, owner, lastKey).claim();
    } else {
      claims.claimRanges();
    }
    claimed = claims.received();
    curious = claims.isFull();
    if (!curious) {
      nextDue = Claims.nextDue(store, queue);
    }
    foundNothing = claimed.isEmpty();
  }

  /** Pushes what the transaction leased. */
  void committed() {
    if (refusal != null) {
      broken(refusal);
      flow.remove(this);
    } else if (!claimed.isEmpty()) {
      List<Received> batch = claimed;
      claimed = List.of();
      credit.addAndGet(-batch.size());
      inbound.received(batch);
    } else if (foundNothing) {
      foundNothing = false;
      inbound.idle();
    }
  }

  /** Ends receiving with a failure. */
  void broken(Throwable failure) {
    if (isHungry() && !broken) {
      broken = true;
      inbound.failed(failure);
    }
  }
}
