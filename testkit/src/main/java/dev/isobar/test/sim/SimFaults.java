package dev.isobar.test.sim;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which faults happen how often, and how often they did. Draws from the simulation's seed. */
final class SimFaults {
  private final Simulation simulation;
  private final Map<Fault, Double> odds = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> fired = new EnumMap<>(Fault.class);
  private @Nullable SimObserver observer;
  private long stalledUntil;

  SimFaults(Simulation simulation) {
    this.simulation = simulation;
  }

  void observer(SimObserver watcher) {
    observer = watcher;
  }

  void set(Fault fault, double probability) {
    odds.put(fault, probability);
  }

  void heal() {
    odds.clear();
    stalledUntil = 0;
  }

  Map<Fault, Integer> fired() {
    return Map.copyOf(fired);
  }

  double odds(Fault fault) {
    return odds.getOrDefault(fault, 0.0);
  }

  /** Whether a fault happens now; without odds no random number is drawn. */
  boolean fires(Fault fault, String place) {
    double probability = odds(fault);
    if (probability == 0 || simulation.random() >= probability) {
      return false;
    }
    count(fault, place);
    return true;
  }

  void count(Fault fault, String place) {
    fired.merge(fault, 1, Integer::sum);
    simulation.note(fault + " " + place);
    if (observer != null) {
      observer.misbehaved(fault, place);
    }
  }

  /** Returns for how many nanoseconds nothing answers from now on, and may begin a new stall. */
  long stall(String place) {
    long now = simulation.nanoTime();
    if (stalledUntil <= now && fires(Fault.STALL, place)) {
      stalledUntil = now + (long) (simulation.random() * 20e9);
    }
    return Math.max(0, stalledUntil - now);
  }

  boolean coin() {
    return simulation.random() < 0.5;
  }

  long nanos(double least, double most) {
    return (long) (least + simulation.random() * (most - least));
  }

  int below(int bound) {
    return (int) (simulation.random() * bound);
  }
}
