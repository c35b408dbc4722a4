package dev.isobar.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an instance says about itself, and about names that it does not have. */
class ToldTest {
  private final Topology topology =
      Topology.builder()
          .topic("orders")
          .topic("mail")
          .subscription(
              "billing",
              s -> s.from("orders").where("kind = 'a'").tuning(t -> t.concurrency(3).maxHeld(77)))
          .bus("events", b -> b.dropUnrouted().route("copy", r -> r.where("kind = 'b'").to("mail")))
          .build();
  private Isobar isobar = open(topology, "portable");

  private static Isobar open(Topology topology, String limits) {
    return Isobar.builder()
        .topology(topology)
        .set("provider", "local")
        .set("local.path", "memory")
        .set("limits", limits)
        .open();
  }

  @AfterEach
  void close() {
    isobar.close();
  }

  @Test
  void the_explanation_names_the_bound_that_holds() {
    assertThat(isobar.explain().text())
        .contains("253952 bytes as structured JSON (isobar.limits=portable)")
        .doesNotContain("1048576");

    isobar.close();
    isobar = open(topology, "native");

    assertThat(isobar.explain().text()).contains("1048576 bytes").doesNotContain("253952");
  }

  @Test
  void the_explanation_tells_the_tuning() {
    assertThat(isobar.explain().text())
        .containsPattern("back-off +1s, times 2.0 up to 5m, varied by 0.2")
        .containsPattern("concurrency +3 handlers at once")
        .containsPattern("held +77 events at most")
        .containsPattern("unhandled types +reject")
        .containsPattern("lease +1m, extended up to 30m");
  }

  @Test
  void a_paused_subscriber_says_so_until_it_goes_on() {
    Subscriber subscriber = isobar.subscribe("billing", delivery -> delivery.complete());

    subscriber.pause();
    subscriber.pause();
    Awaitility.await().until(() -> component("subscriber billing").problem().isPresent());
    assertThat(component("subscriber billing").problem()).contains("paused");
    assertThat(isobar.health().status()).isEqualTo(Health.Status.UP);

    subscriber.resume();
    Awaitility.await().until(() -> component("subscriber billing").problem().isEmpty());
  }

  @Test
  void every_component_is_down_after_closing() {
    assertThat(isobar.health().components()).isEmpty();
    isobar.publisher("orders");
    isobar.deadLetters("billing");
    assertThat(isobar.health().components())
        .extracting(Health.Component::name)
        .containsExactly("publisher orders", "redrive to billing");

    isobar.close();

    assertThat(isobar.health().status()).isEqualTo(Health.Status.DOWN);
    assertThat(isobar.health().components())
        .isNotEmpty()
        .allMatch(
            c ->
                c.status() == Health.Status.DOWN
                    && c.problem().equals(List.of("closed").stream().findFirst()));
  }

  @Test
  void a_name_of_another_kind_is_answered_with_the_one_to_use() {
    assertThatThrownBy(() -> isobar.publisher("billing"))
        .hasMessage(
            "billing is a subscription of orders and cannot be published to; publish to orders")
        .hasFieldOrPropertyWithValue("code", ErrorCode.NOT_FOUND);
    assertThatThrownBy(() -> isobar.subscribe("orders", delivery -> delivery.complete()))
        .hasMessage(
            "orders is a topic and cannot be subscribed; use one of its subscriptions [billing]");
    assertThatThrownBy(() -> isobar.subscribe("events", delivery -> delivery.complete()))
        .hasMessageContaining("use what its routes [copy] lead to");
  }

  @Test
  void an_unknown_name_is_answered_with_the_nearest_one() {
    assertThatThrownBy(() -> isobar.publisher("order"))
        .hasMessageContaining("nothing named \"order\" can be published to")
        .hasMessageEndingWith("did you mean orders?");
  }

  @Test
  void a_name_that_only_leaves_out_is_told_apart_from_an_unknown_one() {
    isobar.close();
    isobar = open(topology.only("orders"), "portable");

    assertThatThrownBy(() -> isobar.publisher("mail"))
        .hasMessageContaining(
            "topic mail cannot be published to, because Topology.only leaves it out");
  }

  @Test
  void nothing_is_refused_by_its_name() {
    EventType<String> type = EventType.of("t", String.class);

    assertThatThrownBy(() -> isobar.publisher("orders").publish(type, null))
        .hasMessage(
            "nothing is published to topic orders: the data is null; an event of type t needs data")
        .hasFieldOrPropertyWithValue("code", ErrorCode.INVALID_ARGUMENT);
    assertThatThrownBy(() -> isobar.publisher("orders").publish(null))
        .hasMessage("nothing is published to topic orders: the event is null");
  }

  private Health.Component component(String name) {
    return isobar.health().components().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
