package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobar.filter.Filter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopologyTest {
  @Test
  void a_declaration_that_returns_null_is_a_listed_problem_for_every_kind() {
    assertThat(
            refusal(
                Topology.builder()
                    .topic("t", t -> null)
                    .queue("q", q -> null)
                    .subscription("s", s -> null)
                    .bus("b", b -> null)
                    .bus("c", b -> b.dropUnrouted().route("r", r -> null))))
        .contains(
            "the declaration of topic t returned null; return its argument",
            "the declaration of queue q returned null; return its argument",
            "the declaration of subscription s returned null; return its argument",
            "the declaration of bus b returned null; return its argument",
            "the declaration of route r returned null; return its argument");
  }

  @Test
  void a_name_that_is_null_is_a_listed_problem() {
    assertThat(refusal(Topology.builder().topic(null).queue(null).subscription(null, s -> s)))
        .contains(
            "a topic has the name null; names match [a-z]",
            "a queue has the name null",
            "a subscription has the name null");
  }

  @Test
  void a_filter_that_is_null_is_a_listed_problem() {
    assertThat(
            refusal(
                Topology.builder()
                    .topic("t")
                    .subscription("one", s -> s.from("t").where((String) null))
                    .subscription("two", s -> s.from("t").where((Filter) null))
                    .bus(
                        "b",
                        b -> b.dropUnrouted().route("r", r -> r.to("t").where((Filter) null)))))
        .contains(
            "the filter of subscription one is null; leave out where(..) to take everything",
            "the filter of subscription two is null",
            "the filter of route r is null");
  }

  @Test
  void a_tuning_that_returns_null_is_a_listed_problem() {
    assertThat(
            refusal(
                Topology.builder()
                    .queue("q", q -> q.tuning(t -> null))
                    .topic("t")
                    .subscription("s", s -> s.from("t").tuning(t -> null))))
        .contains(
            "the tuning of queue q returned null; return the changed tuning",
            "the tuning of subscription s returned null; return the changed tuning");
  }

  @Test
  void a_subscription_or_route_without_its_other_end_says_what_to_call() {
    assertThat(
            refusal(
                Topology.builder()
                    .topic("orders")
                    .subscription("none", s -> s)
                    .subscription("nil", s -> s.from(null))
                    .subscription("wrong", s -> s.from("order"))
                    .bus("b", b -> b.route("nowhere", r -> r).route("nil-too", r -> r.to(null)))))
        .contains(
            "subscription none names no topic; call from(..) with one of [orders]",
            "subscription nil names no topic",
            "subscription wrong is from \"order\", which is not declared",
            "route nowhere names no target; call to(..) with a topic or a queue",
            "route nil-too names no target");
  }

  @Test
  void a_longest_lease_shorter_than_the_lease_is_refused_when_it_is_built() {
    assertThat(
            refusal(
                Topology.builder()
                    .queue("q", q -> q.tuning(t -> t.maxLease(Duration.ofMillis(1_500))))
                    .topic("t")
                    .subscription(
                        "s",
                        s ->
                            s.from("t")
                                .tuning(
                                    t ->
                                        t.lease(Duration.ofSeconds(90))
                                            .maxLease(Duration.ofMinutes(1))))))
        .contains(
            "queue q: max-lease 1500ms is less than lease 1m; raise the first or lower the second",
            "subscription s: max-lease 1m is less than lease 1m30s");
  }

  @Test
  void what_a_tuning_refuses_is_printed_as_it_is_written() {
    Tuning tuning = Tuning.defaults();

    assertThatThrownBy(() -> tuning.maxAttempts(99))
        .hasMessage("max-attempts is 99; it must be from 1 to 45");
    assertThatThrownBy(() -> tuning.backoffJitter(1.5))
        .hasMessage("backoff-jitter is 1.5; it must be from 0.0 to 1.0");
    assertThatThrownBy(() -> tuning.lease(Duration.ofMinutes(11)))
        .hasMessage("lease is 11m; it must be from 1s to 10m");
    assertThatThrownBy(() -> tuning.lease(Duration.ofMillis(900)))
        .hasMessage("lease is 900ms; it must be from 1s to 10m");
    assertThatThrownBy(() -> tuning.maxLease(Duration.ofSeconds(-1)))
        .hasMessage("max-lease is -1s; it must be from 1s to 11h");
  }

  private static String refusal(Topology.Builder topology) {
    IsobarException refused = catchThrowableOfType(IsobarException.class, topology::build);
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return refused.getMessage();
  }
}
