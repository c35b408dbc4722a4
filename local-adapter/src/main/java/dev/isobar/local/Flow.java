package dev.isobar.local;

import dev.isobar.spi.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to the file. Whatever waits when a transaction begins shares it and its commit; what
 * comes meanwhile shares the next one. Runs on {@link Platform#blocking()} while there is something
 * to do, and holds no thread otherwise.
 */
final class Flow {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.local");

  /** How often to look whether another process has changed the file. */
  private static final Duration LOOK = Duration.ofMillis(25);

  private static final int MOST_ROWS = 2_000;

  private final Platform platform;
  private final Store store;
  private final boolean alone;
  private final Alarm alarm;
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final Queue<Work<?>> works = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();

  /** Whether anything but time has woken the flow since it last looked at its receivers. */
  private final AtomicBoolean stirred = new AtomicBoolean();

  /** Only touched by the thread that runs the flow at the moment, like everything below. */
  private final List<LocalReceiver> receivers = new ArrayList<>();

  private final Map<String, List<LocalReceiver>> byQueue = new HashMap<>();
  private long seenChanges = -1;
  private long lastLook;
  private int firstClaimant;
  private boolean anyHungry;
  private long earliest = Long.MAX_VALUE;
  private boolean closed;

  /**
   * Creates a flow at rest.
   *
   * @param alone whether no other process can reach the file
   */
  Flow(Store store, boolean alone) {
    this.store = store;
    this.platform = store.platform();
    this.alone = alone;
    this.alarm = new Alarm(platform, this::tick);
  }

  /** Runs something in the next transaction; may be called from any thread. */
  <T> CompletionStage<T> submit(int weight, Work.Body<T> body) {
    Work<T> work = new Work<>(weight, body);
    works.add(work);
    wake();
    return work.answer;
  }

  /** Runs something between transactions; may be called from any thread. */
  void turn(Runnable action) {
    turns.add(action);
    wake();
  }

  /** Lets the flow look at what there is to do; may be called from any thread. */
  void wake() {
    stirred.set(true);
    tick();
  }

  private void tick() {
    if (wakeUps.getAndIncrement() == 0) {
      try {
        platform.blocking().execute(this::run);
      } catch (RejectedExecutionException platformClosed) {
        closed = true;
        run();
      }
    }
  }

  void add(LocalReceiver receiver) {
    receivers.add(receiver);
    byQueue.computeIfAbsent(receiver.queueName(), name -> new ArrayList<>(1)).add(receiver);
  }

  void remove(LocalReceiver receiver) {
    receivers.remove(receiver);
    byQueue.computeIfPresent(
        receiver.queueName(),
        (name, others) -> {
          others.remove(receiver);
          return others.isEmpty() ? null : others;
        });
  }

  /** Ends everything; called in a turn. */
  void close() {
    closed = true;
    alarm.cancel();
    receivers.clear();
    store.close();
  }

  private void run() {
    int seen;
    do {
      seen = wakeUps.get();
      while (stepSafely()) {}
    } while (wakeUps.addAndGet(-seen) != 0);
  }

  private boolean stepSafely() {
    try {
      return step();
    } catch (RuntimeException | Error e) {
      LOG.error("the local broker failed in a way it should not; please report this", e);
      return false;
    }
  }

  /** Returns whether there may be more to do. */
  private boolean step() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
    List<Work<?>> batch = takeBatch();
    if (closed) {
      batch.forEach(work -> work.failed(Failures.closed()));
      return !batch.isEmpty();
    }
    boolean onlyTime = !stirred.getAndSet(false) && batch.isEmpty();
    boolean changed = lookForChanges();
    long now = store.roughlyNow();
    if (onlyTime && !changed && earliest > now) {
      setAlarm(now);
      return false;
    }
    if (batch.isEmpty() && wanting(receivers, now).isEmpty()) {
      rest(now);
      return false;
    }
    transact(batch, receivers);
    return true;
  }

  private List<Work<?>> takeBatch() {
    List<Work<?>> batch = new ArrayList<>();
    int rows = 0;
    while (rows < MOST_ROWS) {
      Work<?> work = works.poll();
      if (work == null) {
        break;
      }
      batch.add(work);
      rows += work.weight;
    }
    return batch;
  }

  private static List<LocalReceiver> wanting(List<LocalReceiver> candidates, long now) {
    List<LocalReceiver> wanting = new ArrayList<>();
    for (LocalReceiver receiver : candidates) {
      if (receiver.wants(now)) {
        wanting.add(receiver);
      }
    }
    return wanting;
  }

  private void transact(List<Work<?>> batch, List<LocalReceiver> candidates) {
    stirred.set(true);
    List<LocalReceiver> claimants;
    try {
      store.begin();
      for (Work<?> work : batch) {
        work.run(store);
      }
      for (String queue : store.touched()) {
        byQueue.getOrDefault(queue, List.of()).forEach(receiver -> receiver.changed(true, null));
      }
      claimants = claim(wanting(candidates, store.now()));
      store.commit();
    } catch (SQLException | RuntimeException | Error failure) {
      store.abandon();
      recover(batch, wanting(candidates, store.roughlyNow()), failure);
      return;
    }
    batch.forEach(Work::committed);
    claimants.forEach(receiver -> safely(receiver::committed));
    claimants.stream().filter(LocalReceiver::isBroken).forEach(this::remove);
  }

  /** Lets receivers claim until the transaction is long enough, each time beginning elsewhere. */
  private List<LocalReceiver> claim(List<LocalReceiver> wanting) throws SQLException {
    if (wanting.isEmpty()) {
      return wanting;
    }
    Collections.rotate(wanting, -Math.floorMod(firstClaimant++, wanting.size()));
    int served = 0;
    int rows = 0;
    while (served < wanting.size() && rows < MOST_ROWS) {
      rows += wanting.get(served++).claim(store);
    }
    return wanting.subList(0, served);
  }

  /** One participant may be to blame for the failure of all: each then has its own transaction. */
  private void recover(List<Work<?>> batch, List<LocalReceiver> claimants, Throwable failure) {
    if (batch.size() + claimants.size() > 1 && Failures.mayBeOfOne(failure)) {
      batch.forEach(work -> transact(List.of(work), List.of()));
      claimants.forEach(receiver -> transact(List.of(), List.of(receiver)));
      return;
    }
    Throwable explained = Failures.explain(failure, store.database().file());
    batch.forEach(work -> work.failed(explained));
    for (LocalReceiver receiver : claimants) {
      safely(() -> receiver.fail(explained));
      remove(receiver);
    }
  }

  private static void safely(Runnable push) {
    try {
      push.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a receiver's inbound failed; please report this", e);
    }
  }

  /** Asks, at most every {@link #LOOK}, whether another process has written. */
  private boolean lookForChanges() {
    boolean early = seenChanges >= 0 && platform.nanoTime() - lastLook < LOOK.toNanos();
    if (alone || early || receivers.isEmpty()) {
      return false;
    }
    lastLook = platform.nanoTime();
    try {
      store.database().reopenIfReplaced();
      long changes = store.changes();
      if (changes == seenChanges) {
        return false;
      }
      boolean first = seenChanges < 0;
      Map<String, Long> due = first ? Map.of() : store.earliest();
      receivers.forEach(receiver -> receiver.changed(first, due.get(receiver.queueName())));
      seenChanges = changes;
    } catch (SQLException | RuntimeException failure) {
      store.abandon();
      seenChanges = -1;
      receivers.forEach(receiver -> receiver.changed(true, null));
    }
    return true;
  }

  /** Nothing can be done now. */
  private void rest(long now) {
    anyHungry = false;
    earliest = Long.MAX_VALUE;
    for (LocalReceiver receiver : receivers) {
      if (receiver.isHungry()) {
        anyHungry = true;
        earliest = Math.min(earliest, receiver.nextDue());
        safely(receiver::nothingThere);
      }
    }
    setAlarm(now);
  }

  /** Sets the alarm for what time alone, or another process, brings. */
  private void setAlarm(long now) {
    if (!anyHungry || alone && earliest == Long.MAX_VALUE) {
      alarm.cancel();
      return;
    }
    long millis = earliest == Long.MAX_VALUE ? Long.MAX_VALUE : earliest - now;
    long bound = alone ? Duration.ofHours(1).toMillis() : LOOK.toMillis();
    alarm.set(Duration.ofMillis(Math.max(1, Math.min(millis, bound))));
  }

  /** One timer that can be moved. */
  private static final class Alarm {
    private final Platform platform;
    private final Runnable action;
    private Platform.@Nullable Timer timer;
    private long at;

    Alarm(Platform platform, Runnable action) {
      this.platform = platform;
      this.action = action;
    }

    void set(Duration delay) {
      long now = platform.nanoTime();
      long wanted = now + delay.toNanos();
      if (timer != null && at - now > 0 && at - wanted <= 0) {
        return;
      }
      cancel();
      at = wanted;
      timer = platform.schedule(delay, action);
    }

    void cancel() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }
}
