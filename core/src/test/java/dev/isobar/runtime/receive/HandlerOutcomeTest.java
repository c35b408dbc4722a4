package dev.isobar.runtime.receive;

import static dev.isobar.runtime.receive.EngineFixture.unordered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobar.BatchHandler;
import dev.isobar.DeadLetter.Cause;
import dev.isobar.Delivery;
import dev.isobar.ErrorCode;
import dev.isobar.Handler;
import dev.isobar.IsobarException;
import dev.isobar.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandlerOutcomeTest {
  private record OwnSettlement(Delivery delivery) implements Settlement {
    @Override
    public Kind kind() {
      return Kind.COMPLETE;
    }

    @Override
    public Optional<Duration> delay() {
      return Optional.empty();
    }

    @Override
    public String reason() {
      return "";
    }
  }

  private static final class Speechless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new IllegalStateException("no words");
    }
  }

  static Stream<Arguments> failures() {
    Delivery[] other = new Delivery[1];
    return Stream.of(
        failure("returns null", d -> null, "returned null"),
        failure("throws an exception", d -> thrown(new Exception("a b")), "Exception: a b"),
        failure("throws an Error", d -> thrown(new Error("bad")), "java.lang.Error: bad"),
        failure("runs out of stack", d -> endless(d), "StackOverflowError"),
        failure("throws what has no words", d -> thrown(new Speechless()), "Speechless"),
        failure("makes a settlement itself", OwnSettlement::new, "of another delivery"),
        failure(
            "returns a settlement of another delivery",
            d -> {
              Delivery before = other[0] == null ? d : other[0];
              other[0] = d;
              return before == d ? d.retry("first") : before.complete();
            },
            "of another delivery"));
  }

  private static Arguments failure(String what, Handler handler, String reason) {
    return Arguments.of(what, handler, reason);
  }

  private static Settlement thrown(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  private static Settlement endless(Delivery delivery) {
    return endless(delivery);
  }

  @ParameterizedTest(name = "a handler that {0} gets its event again and never loses it")
  @MethodSource("failures")
  void a_handler_that_does_not_settle(String what, Handler handler, String reason) {
    var it = unordered().tuning(t -> t.maxAttempts(2)).start();
    it.handler = handler;

    it.push("1");
    it.live(Duration.ofSeconds(2));

    assertThat(it.handled).containsExactly("1#1", "1#2");
    assertThat(it.stories).hasSize(1);
    assertThat(it.stories.get(0).cause()).isEqualTo(Cause.EXHAUSTED);
    assertThat(it.stories.get(0).reason()).contains(reason);
    it.handler = Delivery::complete;
    it.push("2");
    it.runHandlers();
    assertThat(it.receiver().verdicts()).containsExactly("complete 1", "complete 2");
  }

  @Test
  void a_handler_that_blocks_for_ever_leaves_the_other_slots_to_others() {
    var it = unordered().tuning(t -> t.concurrency(2).maxLease(Duration.ofMinutes(10))).start();
    it.handler =
        blocked -> {
          it.handler = Delivery::complete;
          it.push("2", "3", "4");
          it.runHandlers();
          assertThat(it.handled).containsExactly("1#1", "2#1", "3#1", "4#1");
          it.advance(Duration.ofMinutes(11));
          assertThat(blocked.cancelled()).isTrue();
          return blocked.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(it.receiver().verdicts())
        .containsExactlyInAnyOrder("complete 2", "complete 3", "complete 4", "release 1 PT0S");
  }

  @Test
  void interceptors_stand_around_the_handler_the_first_one_outermost() {
    List<String> steps = new ArrayList<>();
    var it =
        unordered()
            .interceptor((delivery, next) -> around(steps, "outer", next.proceed()))
            .interceptor((delivery, next) -> around(steps, "inner", next.proceed()))
            .start();
    it.handler =
        delivery -> {
          steps.add("handler");
          return delivery.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(steps).containsExactly("handler", "inner", "outer");
  }

  private static Settlement around(List<String> steps, String name, Settlement settlement) {
    steps.add(name);
    return settlement;
  }

  @Test
  void an_interceptor_may_decide_instead_of_the_handler() {
    var it = unordered().interceptor((delivery, next) -> delivery.reject("not today")).start();
    it.push("1");
    it.runHandlers();

    assertThat(it.handled).isEmpty();
    assertThat(it.stories.get(0).reason()).isEqualTo("not today");
  }

  @Test
  void an_interceptor_that_throws_is_a_failed_attempt() {
    var it =
        unordered()
            .tuning(t -> t.maxAttempts(1))
            .interceptor(
                (delivery, next) -> {
                  next.proceed();
                  throw new IllegalStateException("no commit");
                })
            .start();
    it.push("1");
    it.runHandlers();

    assertThat(it.stories.get(0).reason()).contains("no commit");
  }

  @Test
  void a_delay_out_of_range_is_refused_with_what_is_allowed() {
    var it = unordered().start();
    List<IsobarException> refused = new ArrayList<>();
    it.handler =
        delivery -> {
          for (Duration delay : List.of(Duration.ofNanos(-1), Duration.ofMinutes(31))) {
            refused.add(
                catchThrowableOfType(
                    IsobarException.class, () -> delivery.retryAfter(delay, "later")));
          }
          return delivery.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(refused)
        .allSatisfy(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining("from zero to 30m");
            });
    assertThat(refused.get(1)).hasMessageContaining("31m");
  }

  @Test
  void a_delivery_names_its_event_and_attempt() {
    var it = unordered().start();
    List<String> texts = new ArrayList<>();
    it.handler =
        delivery -> {
          texts.add(delivery.toString());
          return delivery.complete();
        };
    it.push("1");
    it.runHandlers();

    assertThat(texts).containsExactly("delivery of event 1 from /test to billing, attempt 1 of 5");
  }

  @Test
  void a_batch_settles_each_delivery_by_itself() {
    assertThat(
            batch(
                b -> List.of(b.get(0).complete(), b.get(1).retry("no"), b.get(2).reject("never"))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("1", "COMPLETE", "2", "RETRY: no", "3", "REJECT: never"));
  }

  @Test
  void what_a_batch_does_not_mention_is_retried() {
    assertThat(batch(b -> List.of(b.get(1).complete())))
        .containsEntry("2", "COMPLETE")
        .containsEntry("1", "RETRY: the batch handler did not settle it")
        .containsEntry("3", "RETRY: the batch handler did not settle it");
  }

  @Test
  void a_batch_without_an_answer_is_retried() {
    assertThat(batch(b -> null).values()).allMatch(outcome -> outcome.startsWith("RETRY"));
    assertThat(batch(b -> List.of()).values()).allMatch(outcome -> outcome.startsWith("RETRY"));
  }

  @Test
  void a_batch_with_a_hole_or_an_error_is_retried_as_a_whole() {
    assertThat(batch(b -> Arrays.asList(b.get(0).complete(), null)).values())
        .allMatch(outcome -> outcome.startsWith("RETRY"));
    assertThat(
            batch(
                    b -> {
                      throw new StackOverflowError();
                    })
                .values())
        .allMatch(outcome -> outcome.contains("StackOverflowError"));
  }

  @Test
  void the_last_settlement_of_a_delivery_counts() {
    assertThat(batch(b -> List.of(b.get(0).reject("no"), b.get(0).complete())))
        .containsEntry("1", "COMPLETE");
  }

  @Test
  void a_settlement_made_by_the_application_does_not_count() {
    assertThat(batch(b -> List.of(new OwnSettlement(b.get(0)))))
        .containsEntry("1", "RETRY: the handler returned a settlement of another delivery");
  }

  /** What becomes of a batch of three, by id. */
  private static Map<String, String> batch(BatchHandler handler) {
    var it = unordered().start();
    List<RuntimeDelivery> deliveries = new ArrayList<>();
    it.handler =
        delivery -> {
          deliveries.add((RuntimeDelivery) delivery);
          return delivery.complete();
        };
    it.push("1", "2", "3");
    it.runHandlers();
    List<Work.Outcome> outcomes = Work.of(3, handler).on(deliveries);
    Map<String, String> byId = new TreeMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      byId.put(deliveries.get(i).event().getId(), outcomes.get(i).settlement().toString());
    }
    return byId;
  }
}
