package dev.isobar.local.behaviour;

import static dev.isobar.local.behaviour.Shop.event;
import static dev.isobar.local.behaviour.Shop.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.local.behaviour.Shop.Seen;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TopologyModesTest {
  private static final Topology WIDE =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders"))
          .queue("jobs")
          .build();

  private final Seen seen = new Seen();
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("local.db");
  }

  @Test
  void verify_lists_everything_that_is_missing_in_one_error() {
    IsobarException failure =
        failureOf(() -> Shop.at(file(), WIDE).set("topology", "verify").open());

    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failure)
        .hasMessageContaining("topic orders")
        .hasMessageContaining("subscription billing")
        .hasMessageContaining("queue jobs")
        .hasMessageContaining("isobar.topology=verify");
  }

  @Test
  void verify_refuses_what_differs_so_that_events_could_be_left_out() {
    Shop.at(file(), WIDE).open().close();
    Topology narrow =
        Topology.builder()
            .topic("orders")
            .subscription("billing", s -> s.from("orders").where("type = 'a'"))
            .build();

    IsobarException failure =
        failureOf(() -> Shop.at(file(), narrow).set("topology", "verify").open());

    assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(failure).hasMessageContaining("billing").hasMessageContaining("type = 'a'");
  }

  @Test
  void verify_opens_what_is_as_declared_and_create_again_changes_nothing() {
    Shop.at(file(), WIDE).open().close();
    Shop.at(file(), WIDE).set("topology", "create").open().close();

    try (Isobar isobar = Shop.at(file(), WIDE).set("topology", "verify").open()) {
      assertWorks(isobar);
    }
  }

  @Test
  void create_updates_a_filter() {
    Shop.at(file(), WIDE).open().close();
    Topology narrow =
        Topology.builder()
            .topic("orders")
            .subscription("billing", s -> s.from("orders").where("type = 'wanted'"))
            .build();

    try (Isobar isobar = Shop.at(file(), narrow).open()) {
      isobar.subscribe("billing", seen::complete);
      isobar.publisher("orders").publish(event("1", "other", "{}"));
      isobar.publisher("orders").publish(event("2", "wanted", "{}"));
      assertThat(seen.next()).isEqualTo("2");
    }
  }

  @Test
  void off_looks_at_nothing_and_a_publish_to_what_is_missing_is_not_found() {
    try (Isobar isobar = Shop.at(file(), WIDE).set("topology", "off").open()) {
      IsobarException failure = failureOf(() -> isobar.publisher("orders").publish(event("1")));
      assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(failure).hasMessageContaining("orders");
    }
  }

  @Test
  void only_uses_what_it_names() {
    try (Isobar isobar = Shop.at(file(), WIDE.only("jobs")).open()) {
      isobar.publisher("jobs").publish(event("1"));
      IsobarException failure = failureOf(() -> isobar.publisher("orders"));
      assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(failure)
          .hasMessageContaining("topic orders")
          .hasMessageContaining("Topology.only");
    }
    assertThat(failureOf(() -> Shop.at(file(), WIDE).set("topology", "verify").open()))
        .hasMessageContaining("topic orders")
        .message()
        .doesNotContain("queue jobs");
  }

  @Test
  void prefix_and_bindings_name_the_resources() {
    try (Isobar isobar =
        Shop.at(file(), WIDE)
            .set("prefix", "test-")
            .set("bindings.orders", "company-orders")
            .open()) {
      assertWorks(isobar);
      assertThat(isobar.explain().text()).contains("company-orders", "test-jobs");
    }
  }

  @Test
  void two_resources_with_one_physical_name_are_refused() {
    IsobarException failure =
        failureOf(
            () ->
                Shop.at(file(), WIDE)
                    .set("bindings.orders", "same")
                    .set("bindings.jobs", "same")
                    .open());

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure)
        .hasMessageContaining("topic orders (same)")
        .hasMessageContaining("queue jobs (same)");
  }

  @Test
  void several_named_instances_live_side_by_side() {
    String west = "instances.west.local.path";
    try (Isobar one = Shop.at(file(), WIDE).set(west, "memory").open();
        Isobar two = Shop.at(file(), WIDE).named("west").set(west, "memory").open()) {
      two.subscribe("jobs", d -> seen.complete(d));
      one.publisher("jobs").publish(event("east"));
      two.publisher("jobs").publish(event("west"));

      assertThat(seen.next()).isEqualTo("west");
      assertThat(one.unwrap(Path.class)).contains(file());
      assertThat(two.unwrap(Path.class).orElseThrow()).isNotEqualTo(file());
      one.subscribe("jobs", d -> seen.complete(d));
      assertThat(seen.next()).isEqualTo("east");
    }
  }

  @Test
  void a_bus_sends_each_event_where_its_routes_lead() {
    Topology topology =
        Topology.builder()
            .bus(
                "company",
                b ->
                    b.route("to-orders", r -> r.where("type LIKE 'order.%'").to("orders"))
                        .route("rest", r -> r.to("jobs")))
            .topic("orders")
            .subscription("billing", s -> s.from("orders"))
            .queue("jobs")
            .build();
    try (Isobar isobar = Shop.open(topology)) {
      isobar.subscribe("billing", d -> record("billing", d));
      isobar.publisher("company").publish(event("1", "order.placed", "{}"));
      assertThat(seen.next()).isEqualTo("billing 1");

      isobar.publisher("company").publish(event("2", "other", "{}"));
      isobar.publisher("company").publish(event("3", "order.paid", "{}"));
      assertThat(seen.next()).isEqualTo("billing 3");

      isobar.subscribe("jobs", d -> record("jobs", d));
      assertThat(seen.next(3)).containsExactlyInAnyOrder("jobs 1", "jobs 2", "jobs 3");
    }
  }

  private dev.isobar.Settlement record(String who, dev.isobar.Delivery delivery) {
    seen.add(who + " " + delivery.event().getId());
    return delivery.complete();
  }

  @Test
  void explain_tells_each_resource_in_words_and_as_json() throws Exception {
    Topology topology =
        Topology.builder()
            .topic("orders", t -> t.ordered())
            .subscription("billing", s -> s.from("orders").where("type LIKE 'com.%'"))
            .build();
    try (Isobar isobar = Shop.open(topology)) {
      assertThat(isobar.explain().text())
          .contains("provider local: memory")
          .contains("topic orders")
          .contains("subscription billing")
          .contains("type LIKE 'com.%'")
          .contains("5, counted by the runtime")
          .contains("20 receives, natively")
          .contains("held by the runtime with the lease renewed");

      JsonNode json = new ObjectMapper().readTree(isobar.explain().json());
      assertThat(json.path("provider").asText()).isEqualTo("local");
      assertThat(json.path("resources")).hasSize(2);
      JsonNode billing = json.path("resources").get(1);
      assertThat(billing.path("kind").asText()).isEqualTo("subscription");
      assertThat(billing.path("resource").asText()).isEqualTo("billing");
      assertThat(billing.path("filter").asText()).isEqualTo("type LIKE 'com.%'");
      assertThat(billing.path("dead letters").asText()).contains("moved natively");
      assertThat(billing.path("order").asText()).isEqualTo("per key");
    }
  }

  @Test
  void health_lists_what_runs_and_is_down_after_close() {
    Isobar isobar = Shop.open(WIDE);
    isobar.subscribe("jobs", d -> seen.complete(d));
    isobar.publisher("jobs").publish(event("1"));
    seen.next();

    assertThat(isobar.health().status()).isEqualTo(Health.Status.UP);
    assertThat(isobar.health().components())
        .extracting(Health.Component::name)
        .containsExactly("publisher jobs", "subscriber jobs");
    assertThat(isobar.health().components())
        .allSatisfy(c -> assertThat(c.lastAnswer()).isPresent());

    isobar.close();
    assertThat(isobar.health().status()).isEqualTo(Health.Status.DOWN);
  }

  private void assertWorks(Isobar isobar) {
    isobar.subscribe("billing", d -> seen.complete(d));
    isobar.publisher("orders").publish(event("works"));
    assertThat(seen.next()).isEqualTo("works");
    assertThat(List.of(isobar.unwrap(Path.class).orElseThrow())).containsExactly(file());
  }
}
