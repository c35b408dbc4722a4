package dev.isobar.local.behaviour;

import dev.isobar.Delivery;
import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The names, types and waits that these tests share. */
final class Shop {
  record Order(String id, String customer, long cents) {}

  static final EventType<Order> PLACED =
      EventType.of("com.acme.order.placed", Order.class).id(Order::id).key(Order::customer);

  /** A topic with one subscription, and a queue; retries come fast. */
  static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders").tuning(Shop::fast))
          .queue("jobs", q -> q.tuning(Shop::fast))
          .build();

  private Shop() {}

  static dev.isobar.Tuning fast(dev.isobar.Tuning tuning) {
    return tuning
        .maxAttempts(2)
        .backoff(Duration.ofMillis(5), 1, Duration.ofMillis(5))
        .lease(Duration.ofSeconds(10));
  }

  static Isobar.Builder inMemory(Topology topology) {
    return Isobar.builder().topology(topology).set("local.path", "memory");
  }

  static Isobar open(Topology topology) {
    return inMemory(topology).open();
  }

  static Isobar open() {
    return open(TOPOLOGY);
  }

  static Isobar.Builder at(Path file, Topology topology) {
    return Isobar.builder().topology(topology).set("local.path", file.toString());
  }

  static Order order(String id) {
    return new Order(id, "ann", 999);
  }

  static CloudEvent event(String id) {
    return event(id, "com.acme.order.placed", "{\"id\":\"" + id + "\"}");
  }

  static CloudEvent event(String id, String type, String json) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/test"))
        .withType(type)
        .withData("application/json", json.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /** What handlers tell a test. */
  static final class Seen {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    void add(String what) {
      all.add(what);
    }

    Settlement complete(Delivery delivery) {
      add(delivery.event().getId());
      return delivery.complete();
    }

    String next() {
      try {
        String next = all.poll(30, TimeUnit.SECONDS);
        Assertions.assertThat(next).as("something in time").isNotNull();
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    List<String> next(int count) {
      return java.util.stream.IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    boolean isEmpty() {
      return all.isEmpty();
    }
  }

  static IsobarException failureOf(ThrowingCallable call) {
    return Assertions.catchThrowableOfType(IsobarException.class, call);
  }
}
