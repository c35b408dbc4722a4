package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  record Order(String id, String customer) {}

  private static final EventType<Order> PLACED = EventType.of("order.placed", Order.class);

  @Test
  void a_type_takes_its_own_name_and_its_aliases() {
    EventType<Order> type = PLACED.alias("order.created").alias("order.new");

    assertThat(type.matches("order.placed")).isTrue();
    assertThat(type.matches("order.new")).isTrue();
    assertThat(type.matches("order")).isFalse();
    assertThat(type.aliases()).containsExactlyInAnyOrder("order.created", "order.new");
  }

  @Test
  void changes_leave_the_type_as_it_was() {
    PLACED.alias("other").source(URI.create("/a")).id(Order::id);

    assertThat(PLACED.aliases()).isEmpty();
    assertThat(PLACED.source()).isEmpty();
    assertThat(PLACED.idOf(new Order("1", "ann"))).isEmpty();
  }

  @Test
  void attributes_are_taken_from_the_data() {
    EventType<Order> type = PLACED.id(Order::id).key(Order::customer).subject(o -> "s" + o.id());
    Order order = new Order("1", "ann");

    assertThat(type.idOf(order)).contains("1");
    assertThat(type.keyOf(order)).contains("ann");
    assertThat(type.subjectOf(order)).contains("s1");
  }

  @Test
  void a_function_without_a_value_is_refused_by_name() {
    IsobarException failure =
        catchThrowableOfType(
            IsobarException.class, () -> PLACED.key(Order::customer).keyOf(new Order("1", null)));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("the key function of event type order.placed");
  }

  @Test
  void a_blank_type_or_alias_is_refused() {
    assertThat(catchThrowableOfType(IsobarException.class, () -> EventType.of(" ", Order.class)))
        .hasMessage("an event type is blank");
    assertThat(catchThrowableOfType(IsobarException.class, () -> PLACED.alias("")))
        .hasMessage("an event alias is blank");
  }

  @Test
  void a_type_is_named_with_its_class() {
    assertThat(PLACED).hasToString("order.placed (Order)");
  }
}
