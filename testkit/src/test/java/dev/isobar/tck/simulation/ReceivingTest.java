package dev.isobar.tck.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.DeadLetter;
import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.test.sim.Fault;
import dev.isobar.test.sim.SimBroker;
import dev.isobar.test.sim.SimPlatform;
import dev.isobar.test.sim.SimProfile;
import dev.isobar.test.sim.Simulation;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What random worlds have found, each as a small world of its own. */
class ReceivingTest {
  private static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription(
              "billing", s -> s.from("orders").tuning(t -> t.concurrency(1).maxAttempts(5)))
          .queue("lane", q -> q.ordered().tuning(t -> t.lease(Duration.ofSeconds(30))))
          .build();

  @Test
  void a_process_that_slept_past_its_leases_keeps_the_order() {
    for (int seed = 1; seed <= 40; seed++) {
      List<String> handled = new ArrayList<>();
      Duration begin = Duration.ofMillis(1_000 + 5 * seed);
      inWorld(
          seed,
          (world, isobar) -> {
            isobar.subscribe(
                "lane",
                d -> {
                  handled.add(d.event().getId());
                  world.process.sleep(Duration.ofSeconds(2));
                  return d.complete();
                });
            isobar.publisher("lane").publishAll(keyed(1, 3));
            world.sleepFrom(begin, Duration.ofSeconds(40));
            world.otherPublishes(begin.plusSeconds(15), keyed(4, 6));
            world.process.sleep(Duration.ofMinutes(5));
          });

      assertThat(handled.stream().distinct())
          .as("seed %d", seed)
          .containsExactlyElementsOf(keyed(1, 6).stream().map(CloudEvent::getId).toList());
    }
  }

  @Test
  void a_key_moves_on_when_the_answer_to_its_dead_letter_was_lost() {
    for (int seed = 1; seed <= 40; seed++) {
      List<String> handled = new ArrayList<>();
      inWorld(
          seed,
          (world, isobar) -> {
            isobar.subscribe(
                "lane",
                d -> {
                  handled.add(d.event().getId());
                  world.process.sleep(Duration.ofMillis(300));
                  return handled.size() == 1 ? d.reject("no") : d.complete();
                });
            isobar.publisher("lane").publishAll(keyed(1, 2));
            world.broker.inject(Fault.ENTRY_UNMENTIONED, 0.5);
            world.process.sleep(Duration.ofSeconds(5));
            world.broker.heal();
            world.process.sleep(Duration.ofMinutes(2));
          });

      assertThat(handled).as("seed %d", seed).contains("e2");
    }
  }

  @Test
  void a_reopened_receiver_gets_credit_although_the_return_address_has_some() {
    List<String> handled = new ArrayList<>();
    inWorld(
        (world, isobar) -> {
          isobar.subscribe(
              "billing",
              d -> {
                handled.add(d.event().getId());
                return d.complete();
              });
          world.broker.inject(Fault.RECEIVER_FAILED, 1);
          isobar.publisher("orders").publish(event(0));
          world.process.sleep(Duration.ofSeconds(30));
          world.broker.heal();
          isobar.publisher("orders").publishAll(events(50));
          world.process.sleep(Duration.ofMinutes(5));
        });

    assertThat(handled).hasSize(51).doesNotHaveDuplicates();
  }

  @Test
  void a_redrive_gets_further_when_more_came_than_it_asked_for() {
    inWorld(
        (world, isobar) -> {
          isobar.subscribe("billing", d -> d.reject("no"));
          isobar.publisher("orders").publishAll(events(40));
          world.process.sleep(Duration.ofMinutes(1));
          List<DeadLetter> letters = isobar.deadLetters("billing").browse(100);
          assertThat(letters).hasSize(40);
          List<DeadLetter> chosen =
              IntStream.range(0, 8).mapToObj(i -> letters.get(5 * i)).toList();

          var result = isobar.deadLetters("billing").redrive(chosen);

          assertThat(result.matched()).isEqualTo(8);
          assertThat(result.failed()).isZero();
        });
  }

  @Test
  void failures_count_together_whether_the_event_was_released_or_held() {
    List<Integer> attempts = new ArrayList<>();
    inWorld(
        (world, isobar) -> {
          isobar.subscribe(
              "billing",
              d -> {
                attempts.add(d.attempt());
                boolean released = attempts.size() < 3;
                return d.retryAfter(Duration.ofSeconds(released ? 1 : 60), "not yet");
              });
          isobar.publisher("orders").publish(event(0));
          world.process.sleep(Duration.ofMinutes(20));
        });

    assertThat(attempts).containsExactly(1, 2, 3, 4, 5);
  }

  private record World(Simulation simulation, SimBroker broker, SimPlatform process) {
    void otherPublishes(Duration after, List<CloudEvent> events) {
      SimPlatform other = simulation.process("other");
      other.spawn(
          "publisher",
          () -> {
            try (Isobar isobar = open()) {
              other.sleep(after);
              isobar.publisher("lane").publishAll(events);
            }
          });
    }

    /** Somebody stops the process soon, and lets it go on later. */
    void sleepFrom(Duration begin, Duration length) {
      SimPlatform other = simulation.process("somebody");
      other.schedule(begin, process::freeze);
      other.schedule(begin.plus(length), process::thaw);
    }
  }

  private interface Life {
    void live(World world, Isobar isobar);
  }

  private static void inWorld(Life life) {
    inWorld(5, life);
  }

  private static void inWorld(long seed, Life life) {
    try (Simulation simulation = Simulation.seeded(seed)) {
      SimBroker broker = SimBroker.in(simulation, SimProfile.pubsub());
      SimPlatform process = simulation.process("service");
      Consumer<Isobar> inside = isobar -> life.live(new World(simulation, broker, process), isobar);
      simulation.run(
          process,
          () -> {
            try (Isobar isobar = open()) {
              inside.accept(isobar);
            }
          });
      assertThat(broker.violations()).isEmpty();
    }
  }

  private static Isobar open() {
    return Isobar.builder()
        .set("provider", "sim")
        .set("source", "urn:sim")
        .set("topology", "create")
        .topology(TOPOLOGY)
        .open();
  }

  private static List<CloudEvent> events(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(ReceivingTest::event).toList();
  }

  private static List<CloudEvent> keyed(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(i -> CloudEventBuilder.v1(event(i)).withExtension("partitionkey", "k").build())
        .map(CloudEvent.class::cast)
        .toList();
  }

  private static CloudEvent event(int number) {
    return CloudEventBuilder.v1()
        .withId("e" + number)
        .withSource(URI.create("urn:sim"))
        .withType("placed")
        .build();
  }
}
