package dev.isobar.samples.marketplace;

import dev.isobar.Delivery;
import dev.isobar.Interceptor;
import dev.isobar.Settlement;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Who is owed which event, and what has become of it. As an interceptor it sees every handler call;
 * what is still owed at the end is lost. Thread-safe.
 */
final class Ledger implements Interceptor {
  private final Set<String> owed = new HashSet<>();
  private final Set<String> ours = new HashSet<>();
  private int published;
  private int delivered;
  private int retried;
  private int deadLettered;
  private int redriven;
  private int outOfOrder;

  /** An event is about to be published that each of these subscriptions has to receive. */
  synchronized CloudEvent expect(CloudEvent event, String... subscriptions) {
    published++;
    for (String subscription : subscriptions) {
      ours.add(subscription + " " + event.getId());
      owed.add(subscription + " " + event.getId());
    }
    return event;
  }

  @Override
  public Settlement around(Delivery delivery, Next next) throws Exception {
    try {
      Settlement settlement = next.proceed();
      note(delivery, settlement.kind());
      return settlement;
    } catch (Exception failure) {
      note(delivery, Settlement.Kind.RETRY);
      throw failure;
    }
  }

  private synchronized void note(Delivery delivery, Settlement.Kind kind) {
    String entry = delivery.subscription() + " " + delivery.event().getId();
    if (!ours.contains(entry)) {
      return;
    }
    switch (kind) {
      case COMPLETE -> {
        delivered++;
        owed.remove(entry);
      }
      case REJECT -> deadLettered++;
      case RETRY -> {
        boolean last = delivery.attempt() >= delivery.maxAttempts();
        deadLettered += last ? 1 : 0;
        retried += last ? 0 : 1;
      }
    }
    notifyAll();
  }

  synchronized void redriven(int events) {
    redriven += events;
  }

  synchronized void outOfOrder() {
    outOfOrder++;
  }

  synchronized int deadLettered() {
    return deadLettered;
  }

  /** Waits until nobody is owed anything. */
  boolean awaitSettled(Duration atMost) throws InterruptedException {
    return await(atMost, owed::isEmpty);
  }

  /** Waits until this many events were dead-lettered. */
  boolean awaitDeadLetters(int events, Duration atMost) throws InterruptedException {
    return await(atMost, () -> deadLettered >= events);
  }

  private synchronized boolean await(Duration atMost, BooleanSupplier reached)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!reached.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Returns how many deliveries are still owed. */
  synchronized int lost() {
    return owed.size();
  }

  synchronized String summary() {
    return "published %d, delivered %d, retried %d, dead-lettered %d, redriven %d, out of order %d, lost: %d"
        .formatted(published, delivered, retried, deadLettered, redriven, outOfOrder, owed.size());
  }
}
