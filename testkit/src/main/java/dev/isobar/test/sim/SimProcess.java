package dev.isobar.test.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the platforms of one simulated process share. */
final class SimProcess {
  private final String name;
  private final SimPlatform root;
  private final long monotonicOffset;
  private volatile Duration wallClockShift = Duration.ZERO;
  private volatile boolean killed;
  private volatile boolean frozen;
  private final List<Task> parked = new ArrayList<>();

  SimProcess(Simulation simulation, String name, long monotonicOffset) {
    this.name = name;
    this.monotonicOffset = monotonicOffset;
    this.root = new SimPlatform(simulation, this, name);
  }

  /** Returns the platform of the process itself, which no instance closes. */
  SimPlatform root() {
    return root;
  }

  String name() {
    return name;
  }

  long monotonicOffset() {
    return monotonicOffset;
  }

  Duration wallClockShift() {
    return wallClockShift;
  }

  void shiftWallClock(Duration by) {
    wallClockShift = wallClockShift.plus(by);
  }

  void kill() {
    killed = true;
  }

  boolean killed() {
    return killed;
  }

  void freeze() {
    frozen = true;
  }

  boolean frozen() {
    return frozen;
  }

  /** Keeps a task that came up while the process is frozen. */
  void park(Task task) {
    parked.add(task);
  }

  /** Lets the process go on and returns what came up meanwhile. */
  List<Task> thaw() {
    frozen = false;
    List<Task> missed = new ArrayList<>(parked);
    parked.clear();
    return missed;
  }
}
