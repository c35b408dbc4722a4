package dev.isobar.samples.quickstart;

import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.Topology;
import java.util.concurrent.CountDownLatch;

/** The smallest program that publishes and subscribes. */
public final class Quickstart {
  /** What is said when an order was placed. */
  record OrderPlaced(String id, String customer, long cents) {}

  static final EventType<OrderPlaced> PLACED =
      EventType.of("com.acme.order.placed", OrderPlaced.class)
          .id(OrderPlaced::id)
          .key(OrderPlaced::customer);

  private Quickstart() {}

  /**
   * Publishes one order and waits until billing has charged it.
   *
   * @param args not used
   * @throws InterruptedException when interrupted while waiting
   */
  public static void main(String[] args) throws InterruptedException {
    Topology topology =
        Topology.builder().topic("orders").subscription("billing", s -> s.from("orders")).build();
    CountDownLatch charged = new CountDownLatch(1);
    try (Isobar isobar = Isobar.open(topology)) {
      isobar.subscribe(
          "billing",
          PLACED,
          order -> {
            System.out.println("charged " + order.customer() + " " + order.cents());
            charged.countDown();
          });
      isobar.publisher("orders").publish(PLACED, new OrderPlaced("42", "ann", 999));
      charged.await();
    }
  }
}
