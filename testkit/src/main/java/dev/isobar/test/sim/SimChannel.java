package dev.isobar.test.sim;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.isobar.DeadLetter;
import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where copies of events lie until somebody has settled them: a queue, a subscription, a return
 * address or dead letters.
 */
final class SimChannel implements SimPlace {
  private static final int MOST_IN_ONE_PUSH = 10;

  private final SimBroker broker;
  private final String name;
  private final String origin;
  private final boolean ordered;
  private final Map<Long, SimMessage> messages = new LinkedHashMap<>();
  private final Map<String, Map<Long, SimMessage>> keys = new LinkedHashMap<>();
  private final List<SimReceiver> receivers = new ArrayList<>();
  private int deliveryLimit;
  private @Nullable SimChannel deadLetters;
  private boolean dispatchQueued;

  SimChannel(SimBroker broker, String name, String origin, boolean ordered) {
    this.broker = broker;
    this.name = name;
    this.origin = origin;
    this.ordered = ordered;
  }

  void deadLettersAfter(int deliveries, SimChannel target) {
    deliveryLimit = deliveries;
    deadLetters = target;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean ordered() {
    return ordered;
  }

  @Override
  public void store(WireMessage wire) {
    store(wire, null);
  }

  void store(WireMessage wire, @Nullable Story story) {
    long number = broker.nextNumber();
    add(new SimMessage(number, number, wire, broker.simulation().now(), story));
    broker.observer().stored(name, wire);
  }

  private void add(SimMessage message) {
    messages.put(message.number, message);
    if (ordered && message.key() != null) {
      keys.computeIfAbsent(message.key(), k -> new LinkedHashMap<>()).put(message.number, message);
    }
    dispatchSoon();
  }

  private void remove(SimMessage message) {
    message.state = SimMessage.State.GONE;
    message.dropTimer();
    messages.remove(message.number);
    Map<Long, SimMessage> ofKey = message.key() == null ? null : keys.get(message.key());
    if (ofKey != null) {
      ofKey.remove(message.number);
      if (ofKey.isEmpty()) {
        keys.remove(message.key());
      }
    }
    dispatchSoon();
  }

  void attach(SimReceiver receiver) {
    if (!receivers.contains(receiver)) {
      receivers.add(receiver);
    }
    dispatchSoon();
  }

  void detach(SimReceiver receiver) {
    receivers.remove(receiver);
  }

  long waiting() {
    return messages.values().stream().filter(m -> m.state != SimMessage.State.LEASED).count();
  }

  Collection<SimMessage> messages() {
    return messages.values();
  }

  void dispatchSoon() {
    if (!dispatchQueued) {
      dispatchQueued = true;
      broker.server().executor().execute(this::dispatch);
    }
  }

  private void dispatch() {
    dispatchQueued = false;
    receivers.removeIf(SimReceiver::dead);
    List<SimReceiver> open = new ArrayList<>(receivers);
    open.removeIf(r -> r.capacity() <= 0);
    while (!open.isEmpty()) {
      SimReceiver receiver = open.get(broker.faults().below(open.size()));
      if (broker.faults().fires(Fault.RECEIVER_FAILED, name)) {
        receiver.fail();
        open.remove(receiver);
        continue;
      }
      List<SimMessage> batch = lease(receiver, receiver.capacity());
      if (batch.isEmpty()) {
        receiver.nothingThere();
        open.remove(receiver);
      } else {
        receiver.push(batch);
        open.removeIf(r -> r.capacity() <= 0);
      }
    }
  }

  /** Leases up to some messages to a receiver, in the order in which it is to get them. */
  List<SimMessage> lease(SimReceiver receiver, int capacity) {
    int most = 1 + broker.faults().below(Math.min(capacity, MOST_IN_ONE_PUSH));
    List<SimMessage> chosen = ordered ? nextOfKeys(receiver, most) : nextUnordered(most);
    chosen.forEach(message -> lease(message, receiver));
    return chosen;
  }

  private List<SimMessage> nextUnordered(int most) {
    List<SimMessage> open = new ArrayList<>();
    for (SimMessage message : messages.values()) {
      if (message.state == SimMessage.State.READY) {
        open.add(message);
        if (open.size() == 4 * MOST_IN_ONE_PUSH) {
          break;
        }
      }
    }
    List<SimMessage> chosen = new ArrayList<>();
    while (chosen.size() < most && !open.isEmpty()) {
      int index =
          broker.faults().fires(Fault.REORDERED, name) ? broker.faults().below(open.size()) : 0;
      chosen.add(open.remove(index));
    }
    return chosen;
  }

  private List<SimMessage> nextOfKeys(SimReceiver receiver, int most) {
    List<SimMessage> chosen = new ArrayList<>();
    for (Map<Long, SimMessage> ofKey : keys.values()) {
      if (chosen.size() < most && free(ofKey, receiver)) {
        addReady(ofKey, chosen, most);
      }
    }
    return chosen;
  }

  /** Whether the key may go to this receiver: nobody, or with affinity only itself, has it. */
  private boolean free(Map<Long, SimMessage> ofKey, SimReceiver receiver) {
    for (SimMessage message : ofKey.values()) {
      SimLease lease = message.lease;
      if (message.state == SimMessage.State.LEASED
          && lease != null
          && !(broker.profile().keyAffinity() && lease.holder == receiver)) {
        return false;
      }
    }
    return true;
  }

  private static void addReady(Map<Long, SimMessage> ofKey, List<SimMessage> chosen, int most) {
    for (SimMessage message : ofKey.values()) {
      if (message.state == SimMessage.State.DELAYED || chosen.size() == most) {
        return;
      }
      if (message.state == SimMessage.State.READY) {
        chosen.add(message);
      }
    }
  }

  private void lease(SimMessage message, SimReceiver receiver) {
    long now = broker.simulation().nanoTime();
    SimLease lease = new SimLease(message, receiver, now);
    message.dropTimer();
    message.state = SimMessage.State.LEASED;
    message.lease = lease;
    message.receives++;
    long nanos = receiver.leaseNanos();
    expireAfter(lease, nanos);
    broker.observer().leased(name, message.wire, receiver.process());
    if (broker.faults().fires(Fault.LEASE_DROPPED, name)) {
      long until = broker.faults().nanos(0, nanos);
      broker.server().schedule(Duration.ofNanos(until), () -> expire(lease));
    }
    if (!ordered && broker.faults().fires(Fault.DUPLICATE_NEW_LEASE, name)) {
      duplicate(message);
    }
  }

  private void duplicate(SimMessage message) {
    SimMessage twin =
        new SimMessage(
            broker.nextNumber(), message.id, message.wire, message.accepted, message.story);
    twin.receives = message.receives;
    add(twin);
  }

  private void expireAfter(SimLease lease, long nanos) {
    lease.message.dropTimer();
    lease.message.timer =
        (Task) broker.server().schedule(Duration.ofNanos(nanos), () -> expire(lease));
  }

  private void expire(SimLease lease) {
    if (!lease.valid()) {
      return;
    }
    end(lease, SimObserver.End.EXPIRED);
    makeReady(lease.message, Duration.ZERO);
    SimMessage message = lease.message;
    if (broker.profile().sessionLocks() && ordered && message.key() != null) {
      Map<Long, SimMessage> ofKey = keys.getOrDefault(message.key(), Map.of());
      for (SimMessage other : List.copyOf(ofKey.values())) {
        if (other.lease != null && other.lease.holder == lease.holder) {
          expire(other.lease);
        }
      }
    }
  }

  /** Does what a valid lease's holder says; returns whether the lease was valid. */
  boolean complete(SimLease lease) {
    if (!lease.valid()) {
      return false;
    }
    end(lease, SimObserver.End.COMPLETED);
    remove(lease.message);
    return true;
  }

  boolean release(SimLease lease, Duration delay) {
    if (!lease.valid()) {
      return false;
    }
    end(lease, SimObserver.End.RELEASED);
    makeReady(lease.message, delay);
    return true;
  }

  boolean deadLetter(SimLease lease, Story story) {
    if (!lease.valid() || deadLetters == null) {
      return false;
    }
    end(lease, SimObserver.End.DEAD_LETTERED);
    remove(lease.message);
    deadLetters.store(lease.message.wire, story);
    return true;
  }

  boolean extend(SimLease lease, Duration by) {
    if (!lease.valid()) {
      return false;
    }
    long cap = lease.received + broker.profile().capabilities().leaseCap().toNanos();
    long left = Math.min(by.toNanos(), cap - broker.simulation().nanoTime());
    if (left <= 0) {
      expire(lease);
      return false;
    }
    expireAfter(lease, left);
    return true;
  }

  private void end(SimLease lease, SimObserver.End how) {
    broker.observer().ended(name, lease.message.wire, lease.holder.process(), how);
  }

  private void makeReady(SimMessage message, Duration delay) {
    message.dropTimer();
    if (deliveryLimit > 0 && message.receives >= deliveryLimit && deadLetters != null) {
      remove(message);
      deadLetters.store(message.wire, backstop(message));
      return;
    }
    if (delay.isZero()) {
      message.state = SimMessage.State.READY;
      dispatchSoon();
    } else {
      message.state = SimMessage.State.DELAYED;
      message.timer =
          (Task) broker.server().schedule(delay, () -> makeReady(message, Duration.ZERO));
    }
  }

  private Story backstop(SimMessage message) {
    return new Story(
        DeadLetter.Cause.BACKSTOP,
        "received " + message.receives + " times",
        message.receives,
        origin,
        broker.simulation().now());
  }

  void clear() {
    List.copyOf(messages.values()).forEach(this::remove);
  }

  @Override
  public String toString() {
    Map<SimMessage.State, Long> states =
        messages.values().stream().collect(groupingBy(m -> m.state, TreeMap::new, counting()));
    return name + " " + states + " " + receivers;
  }
}
