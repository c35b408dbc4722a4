package dev.isobar.local;

import dev.isobar.spi.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
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
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final int MOST_ROWS = 2_000;

  private final Platform platform;
  private final Store store;
  private final boolean alone;
  private final Alarm alarm;
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final Queue<Work<?>> works = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();

  /** Only touched by the thread that runs the flow at the moment, like everything below. */
  private final List<LocalReceiver> receivers = new ArrayList<>();

  private long seenChanges = -1;
  private long lastLook;
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
    this.alarm = new Alarm(platform, this::wake);
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
  }

  void remove(LocalReceiver receiver) {
    receivers.remove(receiver);
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
      while (step()) {}
    } while (wakeUps.addAndGet(-seen) != 0);
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
    lookForChanges();
    if (batch.isEmpty() && !anyoneWants(store.roughlyNow())) {
      rest();
      return false;
    }
    transact(batch, List.copyOf(receivers));
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

  private boolean anyoneWants(long now) {
    for (LocalReceiver receiver : receivers) {
      if (receiver.wants(now)) {
        return true;
      }
    }
    return false;
  }

  private boolean anyoneIsHungry() {
    for (LocalReceiver receiver : receivers) {
      if (receiver.isHungry()) {
        return true;
      }
    }
    return false;
  }

  private void transact(List<Work<?>> batch, List<LocalReceiver> claimants) {
    try {
      store.begin();
      for (Work<?> work : batch) {
        work.run(store);
      }
      for (LocalReceiver receiver : claimants) {
        receiver.claim(store);
      }
      store.commit();
    } catch (SQLException | RuntimeException | Error failure) {
      store.abandon();
      recover(batch, claimants, failure);
      return;
    }
    batch.forEach(Work::committed);
    claimants.forEach(receiver -> safely(receiver::committed));
    receivers.removeIf(LocalReceiver::isBroken);
  }

  /** One participant may be to blame for the failure of all: each then has its own transaction. */
  private void recover(List<Work<?>> batch, List<LocalReceiver> claimants, Throwable failure) {
    List<LocalReceiver> wanting =
        claimants.stream().filter(r -> r.wants(store.roughlyNow())).toList();
    if (batch.size() + wanting.size() > 1 && Failures.mayBeOfOne(failure)) {
      batch.forEach(work -> transact(List.of(work), List.of()));
      wanting.forEach(receiver -> transact(List.of(), List.of(receiver)));
      return;
    }
    Throwable explained = Failures.explain(failure, store.database().file());
    batch.forEach(work -> work.failed(explained));
    wanting.forEach(receiver -> safely(() -> receiver.fail(explained)));
    receivers.removeIf(LocalReceiver::isBroken);
  }

  private static void safely(Runnable push) {
    try {
      push.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a receiver's inbound failed; please report this", e);
    }
  }

  /** Asks, at most every {@link #LOOK}, whether another process has written. */
  private void lookForChanges() {
    boolean early = seenChanges >= 0 && platform.nanoTime() - lastLook < LOOK.toNanos();
    if (alone || early || !anyoneIsHungry()) {
      return;
    }
    lastLook = platform.nanoTime();
    try {
      store.database().reopenIfReplaced();
      Long version = store.database().number("PRAGMA data_version");
      boolean first = seenChanges < 0;
      if (version != null && version != seenChanges) {
        seenChanges = version;
        Map<String, Long> due = first ? Map.of() : store.earliest();
        receivers.forEach(receiver -> receiver.changed(first, due.get(receiver.queueName())));
      }
      store.database().rollback();
    } catch (SQLException | RuntimeException failure) {
      store.abandon();
      seenChanges = -1;
      receivers.forEach(receiver -> receiver.changed(true, null));
    }
  }

  /** Nothing can be done now: sets the alarm for what time alone, or another process, brings. */
  private void rest() {
    boolean hungry = false;
    long earliest = Long.MAX_VALUE;
    for (LocalReceiver receiver : receivers) {
      if (receiver.isHungry()) {
        hungry = true;
        earliest = Math.min(earliest, receiver.nextDue());
        safely(receiver::nothingThere);
      }
    }
    if (!hungry || alone && earliest == Long.MAX_VALUE) {
      alarm.cancel();
      return;
    }
    long millis = earliest == Long.MAX_VALUE ? Long.MAX_VALUE : earliest - store.roughlyNow();
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
