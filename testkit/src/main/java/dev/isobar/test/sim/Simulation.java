package dev.isobar.test.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A seeded scheduler with a virtual clock. Exactly one task runs at any moment; which of those that
 * are ready runs next is drawn from the seed; when none is ready the clock jumps to the earliest
 * timer. The same seed, given the same code, makes the same run: {@link #traceHash()} tells.
 *
 * <p>A test drives it from outside with {@link #run}, {@link #runUntil}, {@link #runUntilIdle} and
 * {@link #advance}, or by a blocking call on a {@link SimPlatform}, which drives until the call is
 * done. One thread drives at a time. Thread-safe.
 */
public final class Simulation implements AutoCloseable {
  /** When every simulation begins. */
  public static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

  private static final Duration DAY = Duration.ofDays(1);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MAX_STEPS = 20_000_000;
  private static final int TRACE_TAIL = 60;

  private final long seed;
  private final SplittableRandom order;
  private final SplittableRandom chance;
  private final ReentrantLock driving = new ReentrantLock(true);

  private final Object lock = new Object();
  private final List<Task> ready = new ArrayList<>();
  private final PriorityQueue<Task> timers =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(t -> t.due).thenComparingLong(t -> t.number));
  private final List<Fiber> working = new ArrayList<>();
  private final Deque<Fiber> resting = new ArrayDeque<>();
  private final ArrayDeque<Entry> tail = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private volatile long now;
  private long tasks;
  private long steps;
  private long hash = 0xcbf29ce484222325L;
  private int fibers;
  private volatile boolean ended;
  private volatile @Nullable Thread inShortTask;
  private volatile @Nullable SimBroker broker;

  private record Entry(long time, Object what) {
    @Override
    public String toString() {
      return Duration.ofNanos(time) + " " + what;
    }
  }

  private Simulation(long seed) {
    this.seed = seed;
    SplittableRandom root = new SplittableRandom(seed);
    this.order = root.split();
    this.chance = root.split();
  }

  /**
   * Creates a world.
   *
   * @param seed decides the order of tasks and every random number
   */
  public static Simulation seeded(long seed) {
    return new Simulation(seed);
  }

  /** Returns the seed. */
  public long seed() {
    return seed;
  }

  /**
   * Creates a process.
   *
   * @param name its name, for reports
   */
  public SimPlatform process(String name) {
    return process(name, 0);
  }

  /**
   * Creates a process whose monotonic clock begins elsewhere: only differences of it have a
   * meaning, and one that begins shortly before it overflows shows who forgot.
   *
   * @param name its name, for reports
   * @param nanoTime what its monotonic clock shows now
   */
  public SimPlatform process(String name, long nanoTime) {
    return new SimProcess(this, name, nanoTime - now).root();
  }

  /** Returns the world's monotonic clock in nanoseconds, from 0. */
  public long nanoTime() {
    return now;
  }

  /** Returns the world's wall clock. */
  public Instant now() {
    return EPOCH.plusNanos(now);
  }

  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  public double random() {
    synchronized (lock) {
      double drawn = chance.nextDouble();
      mix(Double.doubleToLongBits(drawn));
      return drawn;
    }
  }

  /** Returns how many tasks have run. */
  public long steps() {
    synchronized (lock) {
      return steps;
    }
  }

  /** Returns a hash over what ran when, and every random number: equal runs have equal hashes. */
  public long traceHash() {
    synchronized (lock) {
      return hash;
    }
  }

  /** Returns what ran last, for reports. */
  public List<String> traceTail() {
    synchronized (lock) {
      return tail.stream().map(Entry::toString).toList();
    }
  }

  /**
   * Adds a line to what {@link #traceTail()} shows.
   *
   * @param what its text is asked for only when shown
   */
  public void note(Object what) {
    synchronized (lock) {
      if (tail.size() == TRACE_TAIL) {
        tail.removeFirst();
      }
      tail.addLast(new Entry(now, what));
    }
  }

  /**
   * Runs an actor to its end, and meanwhile whatever else is to be run.
   *
   * @param process where it runs
   * @param actor what it does
   * @throws IllegalStateException when it waits for something that nothing can bring about, or has
   *     not ended after a day of virtual time; the message tells who waits for what
   * @throws RuntimeException what the actor threw
   */
  public void run(SimPlatform process, Runnable actor) {
    CompletableFuture<Optional<Throwable>> done = new CompletableFuture<>();
    process.spawn(
        "main",
        () -> {
          try {
            actor.run();
            done.complete(Optional.empty());
          } catch (RuntimeException | Error e) {
            done.complete(Optional.of(e));
          }
        });
    if (!runUntil(done::isDone, DAY)) {
      throw stuck("the actor has not ended");
    }
    rethrow(done.join());
  }

  /**
   * Runs what is to be run until a condition holds.
   *
   * @param condition asked after every task
   * @param limit of virtual time
   * @return whether it holds; false when the time is over or nothing is left to be run
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    return drive(condition, after(limit));
  }

  /**
   * Runs what is to be run now or within a time, without moving the clock further than needed.
   *
   * @param limit of virtual time
   * @return whether nothing at all is left, not even a timer later than that
   */
  public boolean runUntilIdle(Duration limit) {
    drive(() -> false, after(limit));
    synchronized (lock) {
      return ready.isEmpty() && timers.stream().allMatch(Task::dropped);
    }
  }

  /**
   * Moves the clock, running everything that is due on the way.
   *
   * @param by zero or more
   */
  public void advance(Duration by) {
    long until = after(by);
    drive(() -> false, until);
    synchronized (lock) {
      now = Math.max(now, until);
    }
  }

  /** Returns who waits for what, for reports. */
  public String waiting() {
    synchronized (lock) {
      StringBuilder text = new StringBuilder();
      working.forEach(f -> text.append("\n    ").append(f.describe()));
      return text.length() == 0 ? " nobody waits" : text.toString();
    }
  }

  /** Ends every actor and handler where it stands and joins the threads. Idempotent. */
  @Override
  public void close() {
    driving.lock();
    try {
      ended = true;
      unwind();
      for (Fiber fiber : resting) {
        fiber.retire();
      }
      resting.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driving.unlock();
    }
  }

  private void unwind() {
    for (Fiber fiber : List.copyOf(working)) {
      while (fiber.work() != null) {
        fiber.handBaton();
      }
      resting.push(fiber);
    }
    working.clear();
  }

  void add(SimBroker started) {
    if (broker != null) {
      throw new IllegalStateException("this simulation has a broker already");
    }
    broker = started;
  }

  Optional<SimBroker> broker() {
    return Optional.ofNullable(broker);
  }

  void addShort(SimPlatform platform, Runnable action) {
    synchronized (lock) {
      add(task(Task.Kind.SHORT, platform, "task", action, null, now));
    }
  }

  void addFiber(SimPlatform platform, String name, Runnable action) {
    synchronized (lock) {
      add(task(Task.Kind.FIBER, platform, name, action, null, now));
    }
  }

  Task addTimer(SimPlatform platform, Duration delay, Runnable action) {
    synchronized (lock) {
      Task task = task(Task.Kind.SHORT, platform, "timer", action, null, after(delay));
      add(task);
      return task;
    }
  }

  private Task task(
      Task.Kind kind,
      SimPlatform platform,
      String name,
      @Nullable Runnable action,
      @Nullable Fiber fiber,
      long due) {
    return new Task(kind, platform, name, action, fiber, ++tasks, due);
  }

  private void add(Task task) {
    if (ended || task.dropped()) {
      return;
    }
    if (task.due > now) {
      timers.add(task);
    } else {
      ready.add(task);
    }
  }

  void thaw(SimProcess process) {
    synchronized (lock) {
      ready.addAll(process.thaw());
    }
  }

  boolean busy(SimPlatform platform) {
    synchronized (lock) {
      return ready.stream().anyMatch(t -> t.platform == platform && !t.dropped())
          || timers.stream().anyMatch(t -> t.platform == platform && !t.dropped())
          || working.stream()
              .map(Fiber::work)
              .anyMatch(work -> work != null && work.platform == platform);
    }
  }

  <T> T await(SimPlatform platform, CompletionStage<T> stage, Duration timeout)
      throws TimeoutException, InterruptedException {
    if (Thread.currentThread() == inShortTask) {
      throw new IllegalStateException(
          "a short task waits; only handlers, actors and tasks on Platform.blocking() may");
    }
    CompletableFuture<T> future = stage.toCompletableFuture();
    Fiber fiber = Fiber.current();
    if (fiber == null) {
      driveTo(future, timeout);
    } else {
      waitIn(fiber, platform, future, timeout);
    }
    if (future.isDone()) {
      return result(future);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting");
    }
    throw new TimeoutException("not done within " + timeout);
  }

  private void driveTo(CompletableFuture<?> future, Duration timeout) {
    long until = after(timeout);
    if (!drive(future::isDone, until)) {
      if (until == NEVER) {
        throw stuck("nothing can bring about " + future);
      }
      synchronized (lock) {
        now = Math.max(now, until);
      }
    }
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CancellationException e) {
      throw new CompletionException(e);
    }
  }

  private void waitIn(
      Fiber fiber, SimPlatform platform, CompletableFuture<?> future, Duration timeout) {
    if (ended) {
      throw new Fiber.Ended();
    }
    long number;
    Task timer = null;
    synchronized (lock) {
      number = fiber.beginWait(future);
      long until = after(timeout);
      if (until != NEVER) {
        timer =
            task(Task.Kind.SHORT, owner(fiber), "timeout", () -> wake(fiber, number), null, until);
        add(timer);
      }
    }
    future.whenComplete((result, failure) -> wake(fiber, number));
    fiber.giveWay();
    if (timer != null) {
      timer.cancel();
    }
    if (ended) {
      throw new Fiber.Ended();
    }
    fiber.endWait();
  }

  /** A wait outlives the closing of the instance that it asks, but not its process. */
  private SimPlatform owner(Fiber fiber) {
    return Objects.requireNonNull(fiber.work(), "work").platform.process().root();
  }

  private void wake(Fiber fiber, long number) {
    synchronized (lock) {
      if (fiber.claimWake(number)) {
        add(task(Task.Kind.RESUME, owner(fiber), "resume", null, fiber, now));
      }
    }
  }

  private boolean drive(BooleanSupplier condition, long until) {
    if (Fiber.current() != null || Thread.currentThread() == inShortTask) {
      throw new IllegalStateException("what runs in a simulation cannot drive it");
    }
    for (long taken = 0; taken < MAX_STEPS; taken++) {
      driving.lock();
      try {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (!step(until)) {
          return condition.getAsBoolean();
        }
      } finally {
        driving.unlock();
      }
    }
    throw stuck("after " + MAX_STEPS + " tasks there is no end");
  }

  /** Runs one task; returns false when there is none until then. */
  private boolean step(long until) {
    Task task;
    synchronized (lock) {
      wakeInterrupted();
      task = next(until);
      if (task == null) {
        return false;
      }
      steps++;
      record(task);
    }
    execute(task);
    throwFailures();
    return true;
  }

  private void wakeInterrupted() {
    for (Fiber fiber : working) {
      if (fiber.interruptedWait()) {
        wake(fiber, fiber.waitNumber());
      }
    }
  }

  private @Nullable Task next(long until) {
    while (true) {
      if (ready.isEmpty() && !jump(until)) {
        return null;
      }
      if (ready.isEmpty()) {
        continue;
      }
      Task task = takeAtRandom();
      if (task.dropped()) {
        continue;
      }
      if (task.platform.process().frozen()) {
        task.platform.process().park(task);
        continue;
      }
      return task;
    }
  }

  private Task takeAtRandom() {
    int index = ready.size() == 1 ? 0 : order.nextInt(ready.size());
    Task taken = ready.get(index);
    Task last = ready.remove(ready.size() - 1);
    if (last != taken) {
      ready.set(index, last);
    }
    return taken;
  }

  /** Moves the clock to the earliest timer; false when there is none until then. */
  private boolean jump(long until) {
    while (!timers.isEmpty() && timers.peek().dropped()) {
      timers.remove();
    }
    if (timers.isEmpty() || timers.peek().due > until) {
      return false;
    }
    now = Math.max(now, timers.peek().due);
    while (!timers.isEmpty() && timers.peek().due <= now) {
      ready.add(timers.remove());
    }
    return true;
  }

  private void execute(Task task) {
    switch (task.kind) {
      case SHORT -> runShort(task);
      case FIBER -> {
        Fiber fiber = resting.isEmpty() ? new Fiber(this, ++fibers) : resting.pop();
        fiber.begin(task);
        working.add(fiber);
        runFiber(fiber);
      }
      case RESUME -> runFiber(Objects.requireNonNull(task.fiber, "fiber"));
    }
  }

  private void runShort(Task task) {
    inShortTask = Thread.currentThread();
    try {
      Objects.requireNonNull(task.action, "action").run();
    } catch (RuntimeException | Error e) {
      failures.add(e);
    } finally {
      inShortTask = null;
    }
  }

  private void runFiber(Fiber fiber) {
    fiber.handBaton();
    if (fiber.work() == null) {
      working.remove(fiber);
      resting.push(fiber);
      Throwable failure = fiber.takeFailure();
      if (failure != null) {
        failures.add(failure);
      }
    }
  }

  private void throwFailures() {
    if (!failures.isEmpty()) {
      Throwable first = failures.remove(0);
      failures.clear();
      throw new IllegalStateException(
          "a task failed in the simulation with seed " + seed + ": " + first, first);
    }
  }

  private void record(Task task) {
    mix(now);
    mix(task.number * 4 + task.kind.ordinal());
    note(task);
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x100000001b3L;
    hash ^= hash >>> 29;
  }

  private long after(Duration duration) {
    long nanos;
    try {
      nanos = Math.max(0, duration.toNanos());
    } catch (ArithmeticException centuries) {
      return NEVER;
    }
    return nanos > NEVER - now ? NEVER : now + nanos;
  }

  private IllegalStateException stuck(String what) {
    return new IllegalStateException(
        what + " in the simulation with seed " + seed + " at " + now() + "; waiting:" + waiting());
  }

  private static void rethrow(Optional<Throwable> failure) {
    if (failure.orElse(null) instanceof RuntimeException e) {
      throw e;
    }
    if (failure.orElse(null) instanceof Error e) {
      throw e;
    }
  }
}
