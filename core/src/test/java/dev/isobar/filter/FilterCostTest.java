package dev.isobar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one evaluation costs. */
class FilterCostTest {

  private static final int ROUNDS = 20;
  private static final int EVALUATIONS = 20_000;

  private static final List<CloudEvent> EVENTS =
      List.of(
          event("com.acme.order.placed", "gold", "250").build(),
          event("com.acme.order.paid", "iron", "50").withExtension("priority", "1").build(),
          event("com.acme.other", "gold", "99").build());

  private static CloudEventBuilder event(String type, String tier, String amount) {
    return Events.event()
        .withType(type)
        .withExtension("tier", tier)
        .withExtension("amount", amount);
  }

  private static volatile int lastTaken;

  static Stream<String> filters() {
    return Stream.of(
        "type = 'com.acme.order.placed'",
        "source LIKE '/shop/%' AND tier = 'gold'",
        "type IN ('com.acme.order.placed', 'com.acme.order.paid', 'com.acme.order.cancelled')"
            + " AND (amount > 100 OR EXISTS priority)",
        "tier LIKE '_o%d' OR amount < 99.5 OR subject <> 'a' OR NOT (type LIKE '%.other' OR id IN ('2', '3'))");
  }

  @ParameterizedTest
  @MethodSource("filters")
  void costs_no_memory(String filter) {
    Predicate<CloudEvent> matcher = Filter.parse(filter).matcher();

    assertThat(fewestBytes(matcher)).isZero();
  }

  private static long fewestBytes(Predicate<CloudEvent> filter) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      evaluate(filter);
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }

  private static void evaluate(Predicate<CloudEvent> filter) {
    int taken = 0;
    for (int i = 0; i < EVALUATIONS; i++) {
      taken += filter.test(EVENTS.get(i % EVENTS.size())) ? 1 : 0;
    }
    lastTaken = taken;
  }
}
