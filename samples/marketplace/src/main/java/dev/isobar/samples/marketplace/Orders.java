package dev.isobar.samples.marketplace;

import dev.isobar.Delivery;
import dev.isobar.Isobar;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.samples.marketplace.Events.OrderPlaced;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Order per key: orders of one customer are billed strictly in order, also when one of them fails
 * and is retried, while customers run in parallel.
 */
final class Orders {
  private static final List<String> CUSTOMERS = List.of("ann", "bob", "cleo", "dan");
  private static final int FAILS_ONCE = 2;

  private final Isobar isobar;
  private final Ledger ledger;
  private final Console console;
  private final Map<String, Integer> billed = new ConcurrentHashMap<>();

  Orders(Isobar isobar, Ledger ledger, Console console) {
    this.isobar = isobar;
    this.ledger = ledger;
    this.console = console;
  }

  static void declare(Topology.Builder topology) {
    topology
        .topic("orders", t -> t.ordered())
        .subscription(
            "billing",
            s ->
                s.from("orders")
                    .tuning(t -> t.backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1))));
  }

  void start() {
    isobar.subscribe("billing", Events.ORDER_PLACED, this::bill);
  }

  private Settlement bill(OrderPlaced order, Delivery delivery) {
    String name = order.customer() + " #" + order.number();
    if (order.number() == FAILS_ONCE && delivery.attempt() == 1) {
      console.detail("billing", name + " fails, and keeps its place");
      return delivery.retry("the bank did not answer");
    }
    Integer previous = billed.put(order.customer(), order.number());
    if (previous != null && order.number() != previous + 1) {
      ledger.outOfOrder();
    }
    console.detail("billing", name + " is billed");
    return delivery.complete();
  }

  void place(int orders) {
    for (int i = 0; i < orders; i++) {
      String customer = CUSTOMERS.get(i % CUSTOMERS.size());
      OrderPlaced order = new OrderPlaced(customer, 1 + i / CUSTOMERS.size(), 100L + i);
      var event = isobar.publisher("orders").event(Events.ORDER_PLACED, order).build();
      isobar.publisher("orders").publish(ledger.expect(event, "billing"));
    }
    console.say("orders", orders + " orders of " + CUSTOMERS.size() + " customers are placed");
  }
}
