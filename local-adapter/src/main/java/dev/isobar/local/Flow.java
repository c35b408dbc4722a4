package dev.isobar.local;

import dev.isobar.IsobarException;
import dev.isobar.spi.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the file. Whatever waits when a transaction begins shares it and its commit; what
 * comes meanwhile shares the next one. Runs on {@link Platform#blocking()} while there is something
 * to do, and holds no thread otherwise.
 */
final class Flow {
  /** How often to look whether another process has changed the file. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final int MOST_ROWS = 2_000;

  private final Platform platform;
  private final Store store;
  private final boolean alone;
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final Queue<Work<?>> works = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
  private final List<LocalReceiver> receivers = new ArrayList<>();
  private final Alarm alarm;
  private long changes = -1;
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

  /** Lets the flow look at what there is to do. */
  void wake() {
    if (wakeUps.getAndIncrement() == 0) {
      try {
        platform.blocking().execute(this::run);
      } catch (RejectedExecutionException platformClosed) {
        works.forEach(work -> work.failed(Failures.closed()));
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
    if (batch.isEmpty() && receivers.stream().noneMatch(r -> r.wants(store.roughlyNow()))) {
      rest();
      return false;
    }
    transact(batch);
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

  private void transact(List<Work<?>> batch) {
    try {
      store.begin();
      for (Work<?> work : batch) {
        work.run(store);
      }
      for (LocalReceiver receiver : receivers) {
        receiver.claim(store);
      }
      store.commit();
    } catch (SQLException | RuntimeException failure) {
      store.abandon();
      recover(batch, failure);
      return;
    }
    batch.forEach(Work::committed);
    for (LocalReceiver receiver : List.copyOf(receivers)) {
      receiver.committed();
    }
  }

  /** One work may be to blame for the failure of all: each then has a transaction of its own. */
  private void recover(List<Work<?>> batch, Throwable failure) {
    if (batch.size() > 1 && isolates(failure)) {
      batch.forEach(work -> transact(List.of(work)));
      return;
    }
    Throwable explained = Failures.explain(failure, store.database().file().toString());
    batch.forEach(work -> work.failed(explained));
    if (batch.isEmpty()) {
      for (LocalReceiver receiver : List.copyOf(receivers)) {
        receiver.broken(explained);
      }
      receivers.removeIf(LocalReceiver::isBroken);
    } else {
      receivers.forEach(LocalReceiver::retry);
    }
  }

  private static boolean isolates(Throwable failure) {
    return switch (Failures.classify(failure)) {
      case RESOURCE_EXHAUSTED, INVALID_ARGUMENT, UNKNOWN -> true;
      default -> failure instanceof IsobarException;
    };
  }

  /** Asks, at most every {@link #LOOK}, whether another process has written. */
  private void lookForChanges() {
    if (alone || platform.nanoTime() - lastLook < LOOK.toNanos() && changes >= 0) {
      return;
    }
    if (receivers.stream().noneMatch(LocalReceiver::isHungry)) {
      return;
    }
    lastLook = platform.nanoTime();
    try {
      Long version = store.database().number("PRAGMA data_version");
      store.database().rollback();
      if (version != null && version != changes) {
        changes = version;
        receivers.forEach(LocalReceiver::retry);
      }
    } catch (SQLException | RuntimeException failure) {
      store.abandon();
      changes = -1;
      receivers.forEach(LocalReceiver::retry);
    }
  }

  private void rest() {
    List<LocalReceiver> hungry = receivers.stream().filter(LocalReceiver::isHungry).toList();
    if (hungry.isEmpty()) {
      alarm.cancel();
      return;
    }
    Long earliest = null;
    for (LocalReceiver receiver : hungry) {
      Long due = receiver.nextDue();
      if (due != null && (earliest == null || due < earliest)) {
        earliest = due;
      }
    }
    Duration delay =
        earliest == null ? null : Duration.ofMillis(Math.max(1, earliest - store.roughlyNow()));
    if (!alone && (delay == null || delay.compareTo(LOOK) > 0)) {
      delay = LOOK;
    }
    if (delay != null) {
      alarm.set(delay);
    }
  }

  /** One timer that can be moved. */
  private static final class Alarm {
    private final Platform platform;
    private final Runnable action;
    private Platform.@Nullable Timer timer;

    Alarm(Platform platform, Runnable action) {
      this.platform = platform;
      this.action = action;
    }

    void set(Duration delay) {
      cancel();
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
