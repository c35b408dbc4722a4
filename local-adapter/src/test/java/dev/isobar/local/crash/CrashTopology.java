package dev.isobar.local.crash;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What every process of a run declares. Leases are short, so that a killed consumer costs little.
 */
final class CrashTopology {
  static final String TOPIC = "orders";
  static final String ORDERED = "billing";
  static final String WITNESS = "audit";
  static final String QUEUE = "jobs";
  static final int KEYS = 16;

  private static final UnaryOperator<Tuning> SHORT_LEASE = t -> t.lease(Duration.ofSeconds(3));

  private CrashTopology() {}

  static Topology topology() {
    return Topology.builder()
        .topic(TOPIC, t -> t.ordered())
        .subscription(ORDERED, s -> s.from(TOPIC).tuning(SHORT_LEASE))
        .subscription(WITNESS, s -> s.from(TOPIC))
        .queue(QUEUE, q -> q.tuning(SHORT_LEASE))
        .build();
  }

  static Isobar open(Path file, String sync) {
    return Isobar.builder()
        .topology(topology())
        .set("provider", "local")
        .set("local.path", file.toString())
        .set("local.sync", sync)
        .open();
  }
}
