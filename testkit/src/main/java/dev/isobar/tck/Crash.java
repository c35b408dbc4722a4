package dev.isobar.tck;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that consumes the queue and is killed: a simulated one, or one of the system. */
final class Crash {
  private final Contract test;
  private final Topology topology;
  private final Isobar survivor;
  private final List<String> completed = new ArrayList<>();

  private Crash(Contract test) {
    this.test = test;
    this.topology = test.queue(t -> t.concurrency(4));
    this.survivor = test.open(topology);
  }

  /** Refuses when the fixture has no processes that can be killed. */
  static Crash on(Contract test) {
    test.needs(Feature.SEVERAL_INSTANCES);
    if (!test.driver.killable() && test.driver.sharedSettings().isEmpty()) {
      throw new NotProvedException("the fixture has no processes that can be killed");
    }
    return new Crash(test);
  }

  Isobar survivor() {
    return survivor;
  }

  /** What the killed process had completed, or may have. */
  List<String> completed() {
    return completed;
  }

  List<String> publishToQueue(int count) {
    List<CloudEvent> events = Contract.events("e", count);
    test.publish(survivor, Contract.QUEUE, events);
    return Contract.ids(events);
  }

  /** Lets a process complete some events, waits until it is in the middle of others, kills it. */
  void consumeAndKill(int complete) {
    if (test.driver.killable()) {
      simulated(complete);
    } else {
      ofTheSystem(complete, test.driver.sharedSettings().orElseThrow());
    }
  }

  private void simulated(int complete) {
    Recorder seen = recorder(complete);
    DriverFixture.Killable process =
        test.driver
            .openKillable(test.builder(topology), i -> i.subscribe(Contract.QUEUE, seen))
            .orElseThrow();
    test.await(seen, "the process is busy", seen.has(complete + 1));
    process.kill();
    completed.addAll(seen.completed());
  }

  private Recorder recorder(int complete) {
    Gate gate = test.gate();
    java.util.concurrent.atomic.AtomicInteger left =
        new java.util.concurrent.atomic.AtomicInteger(complete);
    return test.recorder(
        d -> {
          if (left.getAndDecrement() <= 0) {
            gate.pass();
          }
          return d.complete();
        });
  }

  private void ofTheSystem(int complete, Map<String, String> settings) {
    try (ConsumerProcess process =
        ConsumerProcess.start(settings, Contract.QUEUE, test.bounds.lease(), complete)) {
      test.await(
          "the process is busy", () -> process.begun().size() > complete, Duration.ofSeconds(60));
      process.kill();
      completed.addAll(process.completed());
    }
  }
}
