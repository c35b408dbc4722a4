package dev.isobar.test.sim;

import dev.isobar.filter.Filter;
import dev.isobar.spi.WireMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** A topic or a bus: stores nothing itself and passes copies on to what has asked for them. */
final class SimHub implements SimPlace {
  /** Who gets copies, by the name of the subscription or route. */
  record Branch(Filter filter, SimPlace target) {}

  private final SimBroker broker;
  private final String name;
  private final boolean ordered;
  private final Map<String, Branch> branches = new LinkedHashMap<>();

  SimHub(SimBroker broker, String name, boolean ordered) {
    this.broker = broker;
    this.name = name;
    this.ordered = ordered;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean ordered() {
    return ordered;
  }

  Map<String, Branch> branches() {
    return branches;
  }

  @Override
  public void store(WireMessage message) {
    for (Branch branch : branches.values()) {
      if (broker.letsThrough(branch.filter(), message)) {
        branch.target().store(message);
      }
    }
  }
}
