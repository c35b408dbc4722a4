package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.spi.Inbound;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Story;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a receiver pushed, to be taken by a test. */
final class Inbox implements Inbound {
  private final BlockingQueue<Received> arrived = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  Receiver receiver;

  @Override
  public void received(List<Received> batch) {
    arrived.addAll(batch);
  }

  @Override
  public void idle() {}

  @Override
  public void failed(Throwable failure) {
    failures.add(failure);
  }

  /** Gives credit for as many events and waits for them. */
  List<Received> take(int count) {
    receiver.request(count);
    return await(count);
  }

  /** Takes what is there already. */
  List<Received> arrived() {
    List<Received> taken = new ArrayList<>();
    arrived.drainTo(taken);
    return taken;
  }

  List<Received> await(int count) {
    List<Received> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(await());
    }
    return taken;
  }

  Received await() {
    try {
      Received received = arrived.poll(30, TimeUnit.SECONDS);
      assertThat(received).as("an event in time; failures: %s", failures).isNotNull();
      return received;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Throwable failure() {
    try {
      Throwable failure = failures.poll(30, TimeUnit.SECONDS);
      assertThat(failure).as("a failure in time").isNotNull();
      return failure;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives credit for one event and waits for it. */
  Received takeOne() {
    return take(1).get(0);
  }

  SettleOutcome.Status complete(Received received) {
    return settle(new Verdict.Complete(received.lease()));
  }

  SettleOutcome.Status release(Received received, Duration delay) {
    return settle(new Verdict.Release(received.lease(), delay));
  }

  SettleOutcome.Status deadLetter(Received received, Story story) {
    return settle(new Verdict.DeadLetter(received.lease(), story));
  }

  SettleOutcome.Status settle(Verdict verdict) {
    return Broker.get(receiver.settle(List.of(verdict))).get(0).status();
  }

  SettleOutcome.Status extend(Received received, Duration by) {
    return Broker.get(receiver.extend(List.of(received.lease()), by)).get(0).status();
  }

  static String id(Received received) {
    return received.message().attributes().get("ce-id");
  }

  static List<String> ids(List<Received> received) {
    return received.stream().map(Inbox::id).toList();
  }
}
