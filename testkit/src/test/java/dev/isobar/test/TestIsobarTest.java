package dev.isobar.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.DeadLetter;
import dev.isobar.EventType;
import dev.isobar.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TestIsobarTest {
  private static final EventType<String> PLACED =
      EventType.of("com.acme.order.placed", String.class).id(text -> text);
  private static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders").tuning(t -> t.maxAttempts(3)))
          .subscription("gold", s -> s.from("orders").where("subject = 'gold'"))
          .queue("jobs")
          .build();

  @Test
  void an_event_is_handled_when_all_is_quiet() {
    List<String> handled = new ArrayList<>();
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      test.isobar()
          .subscribe(
              "billing",
              PLACED,
              order -> {
                handled.add(order);
              });
      test.isobar().publisher("orders").publish(PLACED, "42");

      test.awaitQuiet();

      assertThat(handled).containsExactly("42");
      assertThat(test.waiting("billing")).isEmpty();
    }
  }

  @Test
  void what_nobody_subscribes_waits() {
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      test.isobar().publisher("jobs").publish(PLACED, "42");

      assertThat(test.waiting("jobs")).extracting("id").containsExactly("42");
    }
  }

  @Test
  void retries_happen_as_the_clock_moves() {
    List<Duration> calls = new ArrayList<>();
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      var begin = test.now();
      test.isobar()
          .subscribe(
              "billing",
              delivery -> {
                calls.add(Duration.between(begin, test.now()));
                return delivery.retryAfter(Duration.ofMinutes(1), "not yet");
              });
      test.isobar().publisher("orders").publish(PLACED, "42");
      test.awaitQuiet();
      assertThat(calls).hasSize(1);

      test.advance(Duration.ofMinutes(5));

      assertThat(calls).hasSize(3);
      assertThat(calls.get(2)).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(125));
      assertThat(test.isobar().deadLetters("billing").browse(10))
          .singleElement()
          .extracting(DeadLetter::cause, DeadLetter::attempts)
          .containsExactly(DeadLetter.Cause.EXHAUSTED, 3);
    }
  }

  @Test
  void a_handler_publishes_and_another_one_follows() {
    List<String> jobs = new ArrayList<>();
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      test.isobar()
          .subscribe(
              "billing",
              PLACED,
              order -> {
                test.isobar().publisher("jobs").publish(PLACED, "job of " + order);
              });
      test.isobar()
          .subscribe(
              "jobs",
              PLACED,
              job -> {
                jobs.add(job);
              });
      test.isobar().publisher("orders").publish(PLACED, "42");

      test.awaitQuiet();

      assertThat(jobs).containsExactly("job of 42");
    }
  }

  @Test
  void a_future_is_waited_for_with_await() {
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      var publisher = test.isobar().publisher("orders");

      assertThat(test.await(publisher.publishAsync(PLACED, "42")).eventId()).isEqualTo("42");
      assertThatThrownBy(
              () -> test.await(publisher.publishAsync(EventType.of("t", byte[].class), big())))
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("INVALID_ARGUMENT");
    }
  }

  private static byte[] big() {
    return new byte[300_000];
  }

  @Test
  void two_runs_are_the_same() {
    assertThat(order()).isEqualTo(order());
  }

  private static List<String> order() {
    List<String> handled = new ArrayList<>();
    try (TestIsobar test = TestIsobar.open(TOPOLOGY)) {
      test.isobar()
          .subscribe(
              "billing",
              PLACED,
              order -> {
                handled.add(order);
              });
      for (int i = 0; i < 50; i++) {
        test.isobar().publisher("orders").publish(PLACED, "e" + i);
      }
      test.awaitQuiet();
    }
    return handled;
  }
}
