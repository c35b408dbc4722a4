package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static dev.isobar.local.Broker.get;
import static dev.isobar.local.Inbox.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Part;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingTest {
  private static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription("all", s -> s.from("orders"))
          .subscription("placed", s -> s.from("orders").where("type = 'placed'"))
          .subscription("rich", s -> s.from("orders").where("data.cents > 100 AND tenant = 'ü'"))
          .queue("audit")
          .bus(
              "events",
              b ->
                  b.route("to-orders", r -> r.where("type LIKE 'p%'").to("orders"))
                      .route("to-audit", r -> r.where("type = 'placed'").to("audit"))
                      .route("to-audit-too", r -> r.where("source = '/test'").to("audit"))
                      .dropUnrouted())
          .build();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("local.db");
  }

  private static WireMessage order(String id, int cents) {
    WireMessage plain = event(id, "placed", null);
    Map<String, String> attributes = new LinkedHashMap<>(plain.attributes());
    attributes.put("ce-tenant", "ü");
    return new WireMessage(
        ("{\"cents\":" + cents + "}").getBytes(StandardCharsets.UTF_8),
        "application/json",
        attributes,
        null,
        "dedup");
  }

  @Test
  void a_subscription_gets_exactly_what_its_filter_accepts() {
    try (Broker broker = Broker.open(file(), TOPOLOGY)) {
      broker.send("orders", event("1", "placed", null), event("2", "paid", null), order("3", 101));

      assertThat(ids(broker.receive("all").take(3))).containsExactly("1", "2", "3");
      assertThat(ids(broker.receive("placed").take(2))).containsExactly("1", "3");
      assertThat(ids(broker.receive("rich").take(1))).containsExactly("3");
      assertThat(broker.depth("placed", Part.MAIN)).isZero();
      assertThat(broker.depth("rich", Part.MAIN)).isZero();
    }
  }

  @Test
  void routes_lead_to_every_target_whose_filter_accepts_once() {
    try (Broker broker = Broker.open(file(), TOPOLOGY)) {
      List<SendOutcome> outcomes =
          broker.send(
              "events",
              event("1", "placed", null),
              event("2", "paid", null),
              event("3", "x", null));

      assertThat(outcomes).allMatch(SendOutcome::stored);
      assertThat(ids(broker.receive("audit").take(3))).containsExactly("1", "2", "3");
      assertThat(ids(broker.receive("all").take(2))).containsExactly("1", "2");
      assertThat(ids(broker.receive("placed").take(1))).containsExactly("1");
    }
  }

  @Test
  void what_nobody_wants_is_not_kept() {
    Topology dropping =
        Topology.builder()
            .queue("audit")
            .bus("events", b -> b.route("r", r -> r.where("type = 'a'").to("audit")).dropUnrouted())
            .build();
    try (Broker broker = Broker.open(file(), dropping)) {
      assertThat(broker.send("events", event("1", "b", null))).allMatch(SendOutcome::stored);

      assertThat(Sql.number(broker, "SELECT count(*) FROM event")).isZero();
    }
  }

  @Test
  void a_changed_filter_is_a_difference_until_it_is_updated_and_reaches_other_processes() {
    Topology before =
        Topology.builder()
            .topic("orders")
            .subscription("placed", s -> s.from("orders").where("type = 'placed'"))
            .build();
    Topology after =
        Topology.builder()
            .topic("orders")
            .subscription("placed", s -> s.from("orders").where("type = 'paid'"))
            .build();
    try (Broker old = Broker.open(file(), before);
        Broker changed = Broker.open(file(), after)) {
      List<Difference> differences =
          get(changed.driver.provisioner().compare(changed.address("placed")));
      assertThat(differences)
          .singleElement()
          .satisfies(
              d -> {
                assertThat(d.kind()).isEqualTo(Difference.Kind.DIFFERENT);
                assertThat(d.harmful()).isTrue();
                assertThat(d.wanted()).contains("paid");
                assertThat(d.found()).contains("placed");
              });

      get(changed.driver.provisioner().update(changed.address("placed")));
      old.send("orders", event("1", "placed", null), event("2", "paid", null));

      assertThat(get(changed.driver.provisioner().compare(changed.address("placed")))).isEmpty();
      assertThat(ids(old.receive("placed").take(1))).containsExactly("2");
    }
  }

  @Test
  void a_missing_resource_is_missing_and_an_order_cannot_be_changed() {
    Topology unordered = Topology.builder().queue("jobs").build();
    Topology ordered = Topology.builder().queue("jobs", q -> q.ordered()).build();
    try (Broker broker = Broker.open(file(), unordered)) {
      Broker other = Broker.open(file(), ordered);
      assertThat(get(other.driver.provisioner().compare(other.address("jobs"))))
          .singleElement()
          .satisfies(d -> assertThat(d.kind()).isEqualTo(Difference.Kind.IMMUTABLE));
      other.close();

      get(broker.driver.provisioner().delete(broker.address("jobs")));
      assertThat(get(broker.driver.provisioner().compare(broker.address("jobs"))))
          .extracting(Difference::kind)
          .containsOnly(Difference.Kind.MISSING);
      assertThatThrownBy(() -> get(broker.driver.provisioner().update(broker.address("jobs"))))
          .isInstanceOfSatisfying(
              IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  @Test
  void deleting_a_subscription_takes_its_events_along_and_leaves_those_of_others() {
    try (Broker broker = Broker.open(file(), TOPOLOGY)) {
      broker.send("orders", event("1", "placed", null), event("2", "paid", null));

      get(broker.driver.provisioner().delete(broker.address("all")));

      assertThat(ids(broker.receive("placed").take(1))).containsExactly("1");
      assertThat(Sql.number(broker, "SELECT count(*) FROM event")).isEqualTo(1);
      assertThat(Sql.number(broker, "SELECT count(*) FROM resource WHERE name LIKE 'all%'"))
          .isZero();
    }
  }

  @Test
  void two_kinds_cannot_share_a_name() {
    try (Broker broker = Broker.open(file(), Topology.builder().topic("a").build())) {
      Topology other = Topology.builder().queue("a").build();

      assertThatThrownBy(() -> Broker.open(file(), other))
          .isInstanceOfSatisfying(
              IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
      assertThat(broker.send("a", event("1"))).allMatch(SendOutcome::stored);
    }
  }

  @Test
  void the_views_for_people_can_be_read() {
    try (Broker broker = Broker.open(file(), TOPOLOGY)) {
      broker.send("orders", event("1", "placed", null));
      broker.receive("all").takeOne();

      assertThat(Sql.text(file(), "SELECT events || ',' || leased FROM backlog WHERE name = 'all'"))
          .isEqualTo("1,1");
      assertThat(Sql.number(file(), "SELECT count(*) FROM dead_letter")).isZero();
    }
  }
}
