package dev.isobar.test.sim;

import dev.isobar.spi.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The time, threads and chance of one simulated process, or of one instance in it. Nothing runs
 * here by itself: the {@link Simulation} picks what runs next. Thread-safe.
 */
public final class SimPlatform implements Platform {
  private final Simulation simulation;
  private final SimProcess process;
  private final String name;
  private volatile boolean closed;

  SimPlatform(Simulation simulation, SimProcess process, String name) {
    this.simulation = simulation;
    this.process = process;
    this.name = name;
  }

  /** Returns the name of the process, and of the instance where this is one. */
  public String name() {
    return name;
  }

  /** Returns the world that this process is part of. */
  public Simulation simulation() {
    return simulation;
  }

  /**
   * Returns the platform of an instance of this process: it is closed alone and killed together.
   *
   * @param instance the name of the instance, empty for the unnamed one
   */
  public SimPlatform instance(String instance) {
    return new SimPlatform(
        simulation, process, instance.isEmpty() ? process.name() : process.name() + "." + instance);
  }

  /**
   * Starts an actor: code on a thread of its own that may wait through this platform.
   *
   * @param actor its name, for reports
   * @param action what it does; what it throws fails the simulation
   */
  public void spawn(String actor, Runnable action) {
    simulation.addFiber(this, actor, action);
  }

  /**
   * Waits on the calling actor's or handler's thread while the clock moves on.
   *
   * @param duration virtual time, zero or more
   */
  public void sleep(Duration duration) {
    try {
      await(new CompletableFuture<Void>(), duration);
    } catch (TimeoutException rested) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs code of the calling test thread inside this process: an instance that it opens takes its
   * time, threads and chance from here.
   *
   * @param action what to do
   * @param <T> the type of its result
   * @return its result
   */
  public <T> T call(Supplier<T> action) {
    return SimPlatformProvider.within(this, action);
  }

  /**
   * Kills the process as {@code kill -9} does: no task, timer or thread of it runs again, not even
   * a {@code finally} block.
   */
  public void kill() {
    process.kill();
  }

  /** Returns whether the process was killed. */
  public boolean killed() {
    return process.killed();
  }

  /** Stops the process as SIGSTOP does: the clock goes on, its tasks and timers wait. */
  public void freeze() {
    process.freeze();
  }

  /** Lets a frozen process go on. */
  public void thaw() {
    simulation.thaw(process);
  }

  /**
   * Moves the wall clock of the process, and not its monotonic one.
   *
   * @param by forwards, or backwards when negative
   */
  public void shiftWallClock(Duration by) {
    process.shiftWallClock(by);
  }

  /** Returns whether anything of this platform is waiting, running or scheduled. */
  public boolean busy() {
    return simulation.busy(this);
  }

  @Override
  public long nanoTime() {
    return simulation.nanoTime() + process.monotonicOffset();
  }

  @Override
  public Instant now() {
    return simulation.now().plus(process.wallClockShift());
  }

  @Override
  public double random() {
    return simulation.random();
  }

  @Override
  public Executor executor() {
    return task -> simulation.addShort(this, task);
  }

  @Override
  public Executor handlers() {
    return task -> simulation.addFiber(this, "handler", task);
  }

  @Override
  public Executor blocking() {
    return task -> simulation.addFiber(this, "blocking", task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return simulation.addTimer(this, delay, task);
  }

  @Override
  public <T> T await(CompletionStage<T> stage, Duration timeout)
      throws TimeoutException, InterruptedException {
    return simulation.await(this, stage, timeout);
  }

  /** Ends this platform: what is queued or scheduled is dropped, what runs goes on. */
  @Override
  public void close() {
    closed = true;
  }

  boolean ended() {
    return closed || process.killed();
  }

  SimProcess process() {
    return process;
  }
}
