package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import dev.isobar.UnhandledPolicy;
import dev.isobar.filter.Filter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyConfigurationTest {
  private static final Topology CODE =
      Topology.builder()
          .topic("orders", t -> t.ordered())
          .topic("mail")
          .queue("jobs", q -> q.tuning(t -> t.maxAttempts(9).concurrency(2)))
          .subscription(
              "billing", s -> s.from("orders").tuning(t -> t.lease(Duration.ofSeconds(5))))
          .bus("events", b -> b.route("all", r -> r.to("mail")))
          .build();

  @Test
  void the_configuration_declares_resources_of_every_kind() {
    Topology topology =
        Scenario.local()
            .file(
                "isobar.topics.orders.ordered=true",
                "isobar.topics.mail.ordered=false",
                "isobar.queues.jobs.ordered=true",
                "isobar.subscriptions.billing.from=orders",
                "isobar.buses.events.unrouted=drop",
                "isobar.buses.audit.unrouted=never",
                "isobar.routes.to-mail.from=events",
                "isobar.routes.to-mail.to=mail",
                "isobar.routes.everything.from=audit",
                "isobar.routes.everything.to=mail")
            .read()
            .topology();

    assertThat(topology.resources())
        .extracting(Resource::toString)
        .containsExactlyInAnyOrder(
            "topic orders",
            "topic mail",
            "queue jobs",
            "subscription billing",
            "bus events",
            "bus audit",
            "route to-mail",
            "route everything");
    assertThat(topology.find("billing").orElseThrow().ordered()).isTrue();
    assertThat(topology.find("jobs").orElseThrow().ordered()).isTrue();
    assertThat(topology.find("events").orElseThrow().dropsUnrouted()).isTrue();
    assertThat(topology.find("to-mail").orElseThrow().to()).contains("mail");
  }

  @Test
  void the_configuration_adds_to_what_code_declares() {
    Topology topology =
        Scenario.local()
            .code(CODE)
            .file(
                "isobar.subscriptions.audit.from=orders",
                "isobar.routes.copy.from=events",
                "isobar.routes.copy.to=jobs")
            .read()
            .topology();

    assertThat(topology.find("audit").orElseThrow().ordered()).isTrue();
    assertThat(topology.routesTo("jobs")).extracting(Resource::name).containsExactly("copy");
    assertThat(topology.routesTo("mail")).extracting(Resource::name).containsExactly("all");
    assertThat(topology.find("jobs").orElseThrow().tuning().concurrency()).isEqualTo(2);
    assertThat(topology.used()).hasSize(8);
  }

  @Test
  void a_narrowed_topology_stays_narrow() {
    Topology topology =
        Scenario.local()
            .code(CODE.only("billing"))
            .file("isobar.queues.mine.ordered=false")
            .read()
            .topology();

    assertThat(topology.used())
        .extracting(Resource::name)
        .containsExactlyInAnyOrder("billing", "mine");
  }

  @Test
  void the_same_structure_in_both_is_fine() {
    Topology topology =
        Scenario.local()
            .code(CODE)
            .file(
                "isobar.topics.orders.ordered=true",
                "isobar.subscriptions.billing.from=orders",
                "isobar.buses.events.unrouted=never",
                "isobar.routes.all.to=mail")
            .read()
            .topology();

    assertThat(topology.resources()).containsExactlyElementsOf(CODE.resources());
  }

  @ParameterizedTest
  @CsvSource({
    "isobar.topics.orders.ordered, false, true",
    "isobar.queues.jobs.ordered, true, false",
    "isobar.subscriptions.billing.from, mail, orders",
    "isobar.buses.events.unrouted, drop, never",
    "isobar.routes.all.to, jobs, mail",
    "isobar.routes.all.from, other, events"
  })
  void another_structure_is_refused(String key, String value, String inCode) {
    assertThat(Scenario.local().code(CODE).property(key, value).refusal())
        .contains(
            key + " = \"" + value + "\" (system property) differs",
            "where it is \"" + inCode + "\"");
  }

  @Test
  void one_name_cannot_be_of_two_kinds() {
    assertThat(Scenario.local().code(CODE).set("queues.billing.lease", "5s").refusal())
        .contains(
            "isobar.queues.billing.lease", "is about a queue, but code declares the subscription");
    assertThat(
            Scenario.local()
                .set("topics.x.ordered", "false")
                .set("queues.x.ordered", "false")
                .refusal())
        .contains("the name \"x\" is taken twice");
    assertThat(
            Scenario.local().set("topics.x.ordered", "false").set("queues.x.lease", "5s").refusal())
        .contains("isobar.queues.x.lease", "is about a queue that neither");
  }

  @Test
  void tuning_in_the_configuration_wins_over_code() {
    Topology topology =
        Scenario.local()
            .code(CODE)
            .file(
                "isobar.queues.jobs.max-attempts=3",
                "isobar.queues.jobs.backoff=2s",
                "isobar.queues.jobs.backoff-factor=1.5",
                "isobar.queues.jobs.max-backoff=1m",
                "isobar.queues.jobs.backoff-jitter=0",
                "isobar.queues.jobs.max-lease=1h",
                "isobar.queues.jobs.max-held=10",
                "isobar.queues.jobs.unhandled=retry",
                "isobar.queues.jobs.interrupt-on-cancel=true",
                "isobar.subscriptions.billing.max-lease=20m")
            .read()
            .topology();

    Tuning jobs = topology.find("jobs").orElseThrow().tuning();
    assertThat(jobs.maxAttempts()).isEqualTo(3);
    assertThat(jobs.concurrency()).isEqualTo(2);
    assertThat(jobs.backoff()).hasSeconds(2);
    assertThat(jobs.backoffFactor()).isEqualTo(1.5);
    assertThat(jobs.maxBackoff()).hasMinutes(1);
    assertThat(jobs.backoffJitter()).isZero();
    assertThat(jobs.lease()).hasSeconds(60);
    assertThat(jobs.maxLease()).hasHours(1);
    assertThat(jobs.maxHeld()).isEqualTo(10);
    assertThat(jobs.unhandled()).isEqualTo(UnhandledPolicy.RETRY);
    assertThat(jobs.interruptOnCancel()).isTrue();
    Tuning billing = topology.find("billing").orElseThrow().tuning();
    assertThat(billing.lease()).hasSeconds(5);
    assertThat(billing.maxLease()).hasMinutes(20);
  }

  @Test
  void tuning_of_a_name_that_nobody_declares_is_refused() {
    assertThat(Scenario.local().code(CODE).set("subscriptions.biling.lease", "5s").refusal())
        .contains(
            "isobar.subscriptions.biling.lease",
            "declared are [billing]",
            "did you mean billing?",
            "isobar.instances.<instance>.*");
  }

  @Test
  void a_binding_of_a_name_that_nobody_declares_is_refused() {
    assertThat(Scenario.local().code(CODE).set("bindings.order", "x").refusal())
        .contains("isobar.bindings.order = \"x\"", "is not declared", "did you mean orders?");
  }

  @ParameterizedTest
  @CsvSource({
    "max-lease, 59s, lease 1m (code or default)",
    "lease, 10m, ",
    "max-backoff, 500ms, backoff 1s (code or default)",
    "backoff, 6m, max-backoff 5m (code or default)",
  })
  void values_that_contradict_each_other_are_refused(String leaf, String value, String other) {
    Topology short1 =
        Topology.builder()
            .queue(
                "q",
                q -> q.tuning(t -> leaf.equals("lease") ? t.maxLease(Duration.ofMinutes(9)) : t))
            .build();

    assertThat(Scenario.local().code(short1).set("queues.q." + leaf, value).refusal())
        .contains("queue q: ", "isobar.queues.q." + leaf + " = \"" + value + "\" (builder)")
        .contains("is less than")
        .contains(other == null ? "max-lease 9m" : other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Orders",
        "9a",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "",
        "a..b",
        "a.b",
        "\uD83D\uDE00",
        "../x",
        "a\r\nb",
        "a b"
      })
  void a_name_is_a_logical_name(String name) {
    for (String key : List.of("topics." + name + ".ordered", "bindings." + name)) {
      assertThat(Scenario.local().set(key, "false").refusal())
          .contains("has a name that must match [a-z][a-z0-9-]{0,39}")
          .doesNotContain("a\r\nb");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          subscriptions.s.from=jobs                          | subscription s is from "jobs", which is a queue
          subscriptions.s.from=nothing                       | subscription s is from "nothing", which is not declared
          subscriptions.s.from=s                             | subscription s is from "s", which is
          subscriptions.s.from=No                            | a logical name matching
          routes.r.from=events                               | declares a route without isobar.routes.r.to
          routes.r.to=jobs                                   | declares a route without isobar.routes.r.from
          routes.r.from=evnts;routes.r.to=jobs               | must name one of the buses [events]; did you mean events?
          routes.r.from=events;routes.r.to=orders            | a bus keeps no order on any cloud
          routes.r.from=events;routes.r.to=events            | route r leads to "events", which is a bus
          buses.b.unrouted=never                             | has no route that takes everything
          """)
  void the_topology_is_checked_as_in_code(String settings, String told) {
    Scenario scenario = Scenario.local().code(CODE);
    for (String setting : settings.split(";")) {
      String[] parts = setting.split("=");
      scenario.set(parts[0], parts[1]);
    }

    assertThat(scenario.refusal()).contains(told);
  }

  @Test
  void filters_are_part_of_the_structure() {
    Topology topology =
        Scenario.local()
            .code(CODE)
            .file(
                "isobar.subscriptions.paid.from=orders",
                "isobar.subscriptions.paid.where=type = 'paid' AND amount > 5",
                "isobar.routes.urgent.from=events",
                "isobar.routes.urgent.to=jobs",
                "isobar.routes.urgent.where=priority IN ('high', 'urgent')")
            .read()
            .topology();

    assertThat(topology.find("paid").orElseThrow().filter())
        .isEqualTo(Filter.parse("type = 'paid' AND amount > 5"));
    assertThat(topology.find("urgent").orElseThrow().filter())
        .isEqualTo(Filter.parse("priority IN ('high', 'urgent')"));
  }

  @Test
  void the_same_filter_may_be_written_twice() {
    Topology code =
        Topology.builder()
            .topic("orders")
            .subscription("paid", s -> s.from("orders").where("type = 'paid'"))
            .build();

    Topology topology =
        Scenario.local()
            .code(code)
            .set("subscriptions.paid.where", "type  =  'paid'")
            .read()
            .topology();

    assertThat(topology.resources()).containsExactlyElementsOf(code.resources());
    assertThat(Scenario.local().code(code).set("subscriptions.paid.where", "TRUE").refusal())
        .contains("differs from the subscription paid in code", "type = 'paid'");
  }

  @Test
  void an_invalid_filter_is_told_with_its_place() {
    assertThat(
            Scenario.local()
                .code(CODE)
                .set("subscriptions.paid.from", "orders")
                .set("subscriptions.paid.where", "type == 'paid'")
                .refusal())
        .contains("isobar.subscriptions.paid.where = \"type == 'paid'\" (builder) is not a filter")
        .containsPattern("(?m)^    .*\\^")
        .hasLineCount(4);
  }
}
