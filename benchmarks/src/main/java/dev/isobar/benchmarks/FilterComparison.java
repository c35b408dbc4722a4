package dev.isobar.benchmarks;

import dev.isobar.benchmarks.harness.Loop;
import dev.isobar.benchmarks.harness.Meter;
import dev.isobar.benchmarks.harness.Pairs;
import dev.isobar.benchmarks.harness.Run;
import dev.isobar.filter.Filter;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.sql.EvaluationRuntime;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.Parser;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

/** Three filters beside the same ones in CESQL, on events that match and one that does not. */
final class FilterComparison implements Benchmark {
  private static final int ROUNDS = 600;

  private static final List<CloudEvent> EVENTS =
      List.of(
          event("com.acme.order.placed", "gold", 250),
          event("com.acme.order.paid", "iron", 50),
          event("com.acme.other", "gold", 99));

  private record Sides(String name, String ours, String cesql) {}

  private static final List<Sides> FILTERS =
      List.of(
          new Sides(
              "F1 type =", "type = 'com.acme.order.placed'", "type = 'com.acme.order.placed'"),
          new Sides(
              "F2 source prefix AND extension =",
              "source LIKE '/shop/%' AND tier = 'gold'",
              "source LIKE '/shop/%' AND tier = 'gold'"),
          new Sides(
              "F3 type IN 3 AND (number > OR EXISTS)",
              "type IN ('com.acme.order.placed', 'com.acme.order.paid', 'com.acme.order.cancelled')"
                  + " AND (amount > 100 OR EXISTS priority)",
              "type IN ('com.acme.order.placed', 'com.acme.order.paid', 'com.acme.order.cancelled')"
                  + " AND (amount > 100 OR EXISTS priority)"));

  private int taken;

  private static CloudEvent event(String type, String tier, int amount) {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("/shop/orders"))
        .withType(type)
        .withExtension("tier", tier)
        .withExtension("amount", amount)
        .build();
  }

  @Override
  public void measure(Run run) throws Exception {
    for (Sides sides : FILTERS) {
      Predicate<CloudEvent> ours = Filter.parse(sides.ours).matcher();
      Expression expression = Parser.parseDefault(sides.cesql);
      EvaluationRuntime runtime = EvaluationRuntime.getDefault();
      Predicate<CloudEvent> peer =
          event -> Boolean.TRUE.equals(expression.evaluate(runtime, event).value());
      agree(sides, ours, peer);
      run.nanos("filter: " + sides.name + ", peer CESQL", compare(run, ours, peer), "≥ 5");
      run.gate("filter: " + sides.name + ", memory per evaluation", bytes(ours), 0, "bytes");
    }
  }

  private static void agree(Sides sides, Predicate<CloudEvent> ours, Predicate<CloudEvent> peer) {
    for (CloudEvent event : EVENTS) {
      if (ours.test(event) != peer.test(event)) {
        throw new IllegalStateException(sides.name + " differs on " + event);
      }
    }
  }

  private Pairs compare(Run run, Predicate<CloudEvent> ours, Predicate<CloudEvent> peer)
      throws Exception {
    return Pairs.measure(
        run,
        () -> Loop.rate(run.slice(), () -> evaluate(ours)),
        () -> Loop.rate(run.slice(), () -> evaluate(peer)));
  }

  private long evaluate(Predicate<CloudEvent> filter) {
    int count = 0;
    for (int i = 0; i < ROUNDS; i++) {
      count += filter.test(EVENTS.get(i % EVENTS.size())) ? 1 : 0;
    }
    taken += count;
    return ROUNDS;
  }

  private long bytes(Predicate<CloudEvent> filter) {
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long before = Meter.allocatedBytesOfThread();
      evaluate(filter);
      fewest = Math.min(fewest, Meter.allocatedBytesOfThread() - before);
    }
    return fewest / ROUNDS;
  }
}
