package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobar.Topology.Builder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyProblemsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Orders",
        "9a",
        "",
        " ",
        "a..b",
        "a_b",
        "\uD83D\uDE80",
        "../x",
        "a\r\nb",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void a_name_that_some_provider_does_not_allow_is_refused(String name) {
    assertThat(refused(t -> t.topic(name)))
        .contains("is not allowed; names match [a-z][a-z0-9-]{0,39}")
        .doesNotContain("\r");
  }

  @Test
  void the_longest_name_is_accepted() {
    String longest = "a".repeat(40);

    assertThat(Topology.builder().topic(longest).build().find(longest)).isPresent();
  }

  @Test
  void a_control_character_in_a_name_is_shown_escaped() {
    assertThat(refused(t -> t.queue("a\nb"))).contains("\"a\\u000ab\"");
  }

  @Test
  void all_kinds_share_one_namespace() {
    assertThat(refused(t -> t.topic("orders").queue("orders").bus("orders", b -> b.dropUnrouted())))
        .contains("\"orders\" is taken twice")
        .contains("share one namespace");
  }

  @Test
  void a_subscription_of_an_unknown_topic_lists_the_topics() {
    assertThat(refused(t -> t.topic("orders").subscription("billing", s -> s.from("order"))))
        .contains("subscription billing is from \"order\", which is not declared")
        .contains("topics [orders]");
  }

  @Test
  void a_subscription_of_a_queue_is_refused() {
    assertThat(refused(t -> t.queue("jobs").subscription("billing", s -> s.from("jobs"))))
        .contains("from \"jobs\", which is a queue");
  }

  @Test
  void a_subscription_of_nothing_is_refused() {
    assertThat(refused(t -> t.subscription("billing", s -> s)))
        .contains("names no topic; call from(..)");
  }

  @Test
  void a_route_to_nothing_or_to_a_bus_is_refused() {
    assertThat(refused(t -> t.bus("all", b -> b.route("on", r -> r.to("gone")))))
        .contains("route on leads to \"gone\", which is not declared");
    assertThat(refused(t -> t.bus("all", b -> b.route("on", r -> r.to("all")))))
        .contains("which is a bus; it must name a topic or a queue");
  }

  @Test
  void an_ordered_target_behind_a_route_is_refused() {
    assertThat(
            refused(
                t ->
                    t.topic("orders", o -> o.ordered())
                        .bus("all", b -> b.route("on", r -> r.to("orders")))))
        .contains("route on leads to the ordered topic orders")
        .contains("must be unordered");
  }

  @Test
  void a_bus_that_would_drop_silently_is_refused() {
    UnaryOperator<Builder> narrow =
        t -> t.queue("jobs").bus("all", b -> b.route("on", r -> r.where("a = 'b'").to("jobs")));

    assertThat(refused(narrow))
        .contains("bus all has no route that takes everything")
        .contains("dropUnrouted()");
    assertThat(
            Topology.builder()
                .queue("jobs")
                .bus("all", b -> b.route("on", r -> r.where("a = 'b'").to("jobs")).dropUnrouted())
                .build()
                .find("all"))
        .isPresent();
  }

  @Test
  void an_invalid_filter_is_named_with_its_place() {
    assertThat(
            refused(
                t ->
                    t.topic("orders")
                        .subscription("billing", s -> s.from("orders").where("type == 'a'"))))
        .contains("the filter of subscription billing is not valid")
        .containsPattern("line 1, column \\d+");
  }

  @Test
  void every_problem_is_in_one_error() {
    assertThat(
            refused(
                t ->
                    t.topic("Bad")
                        .subscription("billing", s -> s.from("gone").where("type ="))
                        .bus("all", b -> b)))
        .contains("\"Bad\"", "\"gone\"", "the filter of", "bus all");
  }

  @Test
  void a_subscription_is_ordered_as_its_topic() {
    Topology topology =
        Topology.builder()
            .topic("orders", t -> t.ordered())
            .subscription("billing", s -> s.from("orders"))
            .build();

    assertThat(topology.find("billing").orElseThrow().ordered()).isTrue();
  }

  @Test
  void merging_accepts_the_same_twice_and_refuses_a_difference() {
    Topology one = Topology.builder().topic("orders").build();
    Topology other = Topology.builder().topic("orders", t -> t.ordered()).queue("jobs").build();

    assertThat(one.merge(one).resources()).hasSize(1);
    assertThat(catchThrowableOfType(IsobarException.class, () -> one.merge(other)).getMessage())
        .contains("\"orders\" is declared twice and differently")
        .contains("topic orders ordered");
  }

  @Test
  void only_narrows_to_what_is_declared() {
    Topology topology = Topology.builder().topic("orders").queue("jobs").build();

    assertThat(topology.only("jobs").used()).extracting(Resource::name).containsExactly("jobs");
    assertThat(topology.only("jobs").find("orders")).isPresent();
    assertThat(catchThrowableOfType(IsobarException.class, () -> topology.only("job")).getMessage())
        .contains("[job]")
        .contains("[orders, jobs]");
  }

  @Test
  void a_topology_reads_as_what_it_declares() {
    Topology topology =
        Topology.builder()
            .queue("jobs")
            .bus("all", b -> b.dropUnrouted().route("on", r -> r.where("a = 'b'").to("jobs")))
            .build();

    assertThat(topology)
        .hasToString("queue jobs\nbus all unrouted=drop\nroute on from all to jobs where a = 'b'");
  }

  private static String refused(UnaryOperator<Builder> declaration) {
    Builder builder = declaration.apply(Topology.builder());
    IsobarException failure = catchThrowableOfType(IsobarException.class, builder::build);
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    return failure.getMessage();
  }
}
