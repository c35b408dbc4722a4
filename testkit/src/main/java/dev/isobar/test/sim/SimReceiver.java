package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Both ends of one receiver: what the runtime calls, and what the broker knows of it. Whatever the
 * runtime does against the rules of the SPI is noted as a violation.
 */
final class SimReceiver implements Receiver {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final SimBroker broker;
  private final SimPlatform client;
  private final Address address;
  private final ReceiveOptions options;
  private final Inbound inbound;
  private final Capabilities capabilities;
  private final Queue<Runnable> inbox = new ArrayDeque<>();
  private int credit;
  private int given;
  private boolean idleTold;
  private boolean stopped;
  private boolean failed;
  private boolean closed;

  SimReceiver(
      SimBroker broker,
      SimPlatform client,
      Address address,
      ReceiveOptions options,
      Inbound inbound) {
    this.broker = broker;
    this.client = client;
    this.address = address;
    this.options = options;
    this.inbound = inbound;
    this.capabilities = broker.profile().capabilities();
    if (options.lease().compareTo(capabilities.leaseStep()) > 0) {
      violation("a lease of " + options.lease() + " is longer than " + capabilities.leaseStep());
    }
  }

  @Override
  public void request(int events) {
    if (events < 1) {
      violation("request(" + events + ")");
    }
    if (closed || stopped || failed) {
      return;
    }
    given += events;
    if (given > options.window()) {
      violation("credit " + given + " exceeds the window " + options.window());
    }
    if (!pushInside(events)) {
      broker.network().tell(client, place(), () -> addCredit(events));
    }
  }

  /** The contract allows to push from inside of request; so sometimes it happens. */
  private boolean pushInside(int events) {
    SimChannel channel = broker.channel(place());
    if (channel == null
        || !inbox.isEmpty()
        || !broker.faults().fires(Fault.PUSH_INSIDE_REQUEST, place())) {
      return false;
    }
    channel.attach(this);
    credit += events;
    List<SimMessage> batch = channel.lease(this, events);
    if (!batch.isEmpty()) {
      credit -= batch.size();
      arrive(received(batch));
    }
    return true;
  }

  private void addCredit(int events) {
    if (stopped || failed) {
      return;
    }
    SimChannel channel = broker.channel(place());
    if (channel == null) {
      failWith(new SimFailure(ErrorCode.NOT_FOUND, place() + " does not exist"));
      return;
    }
    credit += events;
    idleTold = false;
    channel.attach(this);
  }

  /** How many events the broker may push now. */
  int capacity() {
    return stopped || failed || credit <= 0 ? 0 : credit + capabilities.receiveOvershoot();
  }

  boolean dead() {
    return client.killed() || stopped || failed;
  }

  long leaseNanos() {
    return options.lease().toNanos();
  }

  String process() {
    return client.process().name();
  }

  /** The broker sends leased messages. */
  void push(List<SimMessage> batch) {
    credit -= batch.size();
    idleTold = false;
    List<Received> events = received(batch);
    long late = 0;
    if (broker.faults().fires(Fault.LEASE_SHORT, place())) {
      late = broker.faults().nanos(0, leaseNanos() / 10.0);
    }
    enqueue(late, () -> arrive(events));
    if (address.resource().ordered()) {
      return;
    }
    for (Received event : events) {
      if (broker.faults().fires(Fault.DUPLICATE_SAME_LEASE, place())) {
        credit--;
        ((SimLease) event.lease()).pushedTwice = true;
        enqueue(broker.faults().nanos(0, 1e9), () -> arrive(List.of(event)));
      }
    }
  }

  private void arrive(List<Received> events) {
    given -= events.size();
    inbound.received(events);
  }

  private List<Received> received(List<SimMessage> batch) {
    List<Received> events = new ArrayList<>();
    for (SimMessage message : batch) {
      SimLease lease = java.util.Objects.requireNonNull(message.lease, "lease");
      events.add(
          Received.of(lease, message.wire, Long.toString(message.id))
              .receiveCount(capabilities.countsReceives() ? message.receives : 0)
              .accepted(message.accepted)
              .nativeAttributes(nativeAttributes(message))
              .nativeMessage(message)
              .story(message.story)
              .build());
    }
    return events;
  }

  private static Map<String, String> nativeAttributes(SimMessage message) {
    Map<String, String> all = new LinkedHashMap<>(message.wire.attributes());
    all.put("sim-receives", Integer.toString(message.receives));
    return all;
  }

  /** The broker has nothing for a receiver with credit. */
  void nothingThere() {
    if (!idleTold) {
      idleTold = true;
      enqueue(0, inbound::idle);
    }
  }

  /** Receiving ends with a failure. */
  void fail() {
    failWith(new SimFailure(ErrorCode.UNAVAILABLE, "the connection of " + place() + " broke"));
  }

  private void failWith(SimFailure failure) {
    failed = true;
    credit = 0;
    detach();
    enqueue(0, () -> inbound.failed(failure));
  }

  /** What arrives one after the other keeps its order, however long each takes. */
  private void enqueue(long extraNanos, Runnable event) {
    inbox.add(event);
    broker
        .network()
        .deliver(
            client,
            extraNanos,
            () -> {
              Runnable next = inbox.poll();
              if (next != null) {
                next.run();
              }
            });
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
    checkBatch("settle", verdicts.size());
    verdicts.forEach(this::check);
    return call(
        Fault.SETTLE_FAILS,
        verdicts.stream().map(v -> (SimLease) v.lease()).toList(),
        index -> apply(verdicts.get(index)),
        true);
  }

  @Override
  public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
    checkBatch("extend", leases.size());
    if (by.compareTo(capabilities.leaseStep()) > 0 || by.isNegative() || by.isZero()) {
      violation("extend by " + by + ", while a lease is at most " + capabilities.leaseStep());
    }
    List<SimLease> mine = leases.stream().map(l -> (SimLease) l).toList();
    for (SimLease lease : mine) {
      checkOpen("extends", lease);
    }
    return call(
        Fault.EXTEND_FAILS, mine, index -> outcome(channel().extend(mine.get(index), by)), false);
  }

  private CompletionStage<List<SettleOutcome>> call(
      Fault failure, List<SimLease> leases, Function<Integer, SettleOutcome> act, boolean settles) {
    long called = broker.simulation().nanoTime();
    return broker
        .network()
        .call(client, place(), () -> actOnAll(failure, leases, act))
        .whenComplete(
            (outcomes, lost) ->
                learn(leases, outcomes == null ? List.of() : outcomes, settles, called));
  }

  private List<SettleOutcome> actOnAll(
      Fault failure, List<SimLease> leases, Function<Integer, SettleOutcome> act) {
    if (broker.faults().fires(failure, place())) {
      throw new SimFailure(ErrorCode.UNAVAILABLE, "the service does not settle now");
    }
    List<SettleOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < leases.size(); i++) {
      outcomes.add(actOnOne(act, i));
    }
    return outcomes;
  }

  private SettleOutcome actOnOne(Function<Integer, SettleOutcome> act, int index) {
    SimFaults faults = broker.faults();
    if (faults.fires(Fault.ENTRY_REFUSED, place())) {
      return SettleOutcome.failed(new SimFailure(ErrorCode.UNAVAILABLE, "not this one"));
    }
    if (faults.fires(Fault.ENTRY_UNMENTIONED, place())) {
      if (faults.coin()) {
        act.apply(index);
      }
      return SettleOutcome.failed(new SimFailure(ErrorCode.UNKNOWN, "not mentioned"));
    }
    return act.apply(index);
  }

  private SettleOutcome apply(Verdict verdict) {
    SimLease lease = (SimLease) verdict.lease();
    if (verdict instanceof Verdict.Complete) {
      boolean done = channel().complete(lease);
      return done || broker.profile().staleCompletionDone() ? SettleOutcome.done() : lost();
    }
    if (verdict instanceof Verdict.Release release) {
      return outcome(channel().release(lease, release.delay()));
    }
    return outcome(channel().deadLetter(lease, ((Verdict.DeadLetter) verdict).story()));
  }

  private SimChannel channel() {
    SimChannel channel = broker.channel(place());
    if (channel == null) {
      throw new SimFailure(ErrorCode.NOT_FOUND, place() + " does not exist");
    }
    return channel;
  }

  private static SettleOutcome outcome(boolean done) {
    return done ? SettleOutcome.done() : lost();
  }

  private static SettleOutcome lost() {
    return SettleOutcome.leaseLost(new SimFailure(ErrorCode.NOT_FOUND, "the lease is over"));
  }

  /** An answer that came late, as to a process that slept, may count as none. */
  private void learn(
      List<SimLease> leases, List<SettleOutcome> outcomes, boolean settles, long called) {
    long now = broker.simulation().nanoTime();
    boolean late = now - called > PATIENCE_NANOS;
    for (int i = 0; i < leases.size(); i++) {
      SimLease lease = leases.get(i);
      lease.settling &= !settles;
      if (i < outcomes.size() && !late) {
        lease.told(outcomes.get(i).status(), settles, now);
      }
    }
  }

  private void check(Verdict verdict) {
    SimLease lease = (SimLease) verdict.lease();
    checkOpen("settles", lease);
    if (lease.settling && !lease.pushedTwice) {
      violation("settles " + lease + " while that is under way");
    }
    lease.settling = true;
    if (verdict instanceof Verdict.Release release
        && (release.delay().isNegative()
            || release.delay().compareTo(capabilities.releaseDelay()) > 0)) {
      violation("releases with " + release.delay() + ", at most " + capabilities.releaseDelay());
    }
    if (verdict instanceof Verdict.DeadLetter && !capabilities.nativeDeadLetter()) {
      violation("dead-letters natively where that is not supported");
    }
  }

  private void checkOpen(String what, SimLease lease) {
    if (lease.holder != this) {
      violation(what + " a " + lease + " through another receiver");
    }
    if (lease.over(broker.simulation().nanoTime())) {
      violation(what + " the " + (lease.settled ? "settled " : "lost ") + lease);
    }
  }

  private void checkBatch(String what, int size) {
    long most = capabilities.limits().settleBatch().value();
    if (size < 1 || size > most) {
      violation(what + " of " + size + " entries, allowed are 1 to " + most);
    }
    if (closed) {
      violation(what + " after close");
    }
  }

  @Override
  public CompletionStage<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    broker
        .network()
        .tell(
            client,
            place(),
            () -> {
              stopped = true;
              detach();
              enqueue(0, () -> done.complete(null));
            });
    return done;
  }

  @Override
  public void close() {
    closed = true;
    stopped = true;
    detach();
  }

  private void detach() {
    SimChannel channel = broker.channel(place());
    if (channel != null) {
      channel.detach(this);
    }
  }

  private String place() {
    return address.physicalName();
  }

  private void violation(String what) {
    broker.violation("the receiver of " + address + " in " + process() + " " + what);
  }

  @Override
  public String toString() {
    return "receiver in "
        + process()
        + " with credit "
        + credit
        + (stopped ? ", stopped" : "")
        + (failed ? ", failed" : "");
  }
}
