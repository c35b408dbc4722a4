package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: errors are portable. */
public abstract class ErrorSuite extends Contract {
  /** For subclasses. */
  protected ErrorSuite() {}

  @Test
  void clause_10_1_every_failure_has_a_portable_code() {
    Isobar isobar = open(topic());
    fails(ErrorCode.NOT_FOUND, () -> isobar.publisher("nowhere"));
    fails(ErrorCode.NOT_FOUND, () -> isobar.publisher(SUB));
    fails(ErrorCode.NOT_FOUND, () -> isobar.subscribe(TOPIC, recorder()));
    fails(ErrorCode.NOT_FOUND, () -> isobar.deadLetters("nowhere"));
    fails(ErrorCode.INVALID_ARGUMENT, () -> isobar.subscribeBatch(SUB, 0, batch -> List.of()));
    fails(ErrorCode.INVALID_ARGUMENT, () -> isobar.poll(SUB, 1_001, Duration.ZERO, b -> List.of()));
    fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> isobar.publisher(TOPIC).publish(Events.with("e1", "big", "x".repeat(2_000))));
  }

  private IsobarException unreachable() {
    needs(ServiceFault.UNREACHABLE);
    Isobar isobar = open(topic(), b -> b.set("publish.timeout", "10s"));
    begin(ServiceFault.UNREACHABLE);
    return org.junit.jupiter.api.Assertions.assertThrows(
        IsobarException.class, () -> isobar.publisher(TOPIC).publish(event("e1")));
  }

  @Test
  void clause_10_2_the_cause_is_the_providers_own() {
    Isobar isobar = open(topology(t -> t.queue("missing")), b -> b.set("topology", "off"));
    IsobarException failure =
        fails(ErrorCode.NOT_FOUND, () -> isobar.publisher("missing").publish(event("e1")));
    assertNotNull(failure.getCause());
  }

  @Test
  void clause_10_3_retryable_says_whether_the_same_call_may_succeed_later() {
    Isobar isobar = open(topic());
    IsobarException lasting =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () -> isobar.publisher(TOPIC).publish(Events.with("e1", "big", "x".repeat(2_000))));
    assertFalse(lasting.retryable());
  }

  @Test
  void clause_10_3_a_failure_that_may_pass_is_retryable() {
    assertTrue(unreachable().retryable());
  }

  @Test
  void clause_10_4_a_message_names_value_and_what_is_allowed() {
    Isobar isobar = open(topic());
    IsobarException wait =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () -> isobar.poll(SUB, 1, Duration.ofSeconds(21), b -> List.of()));
    assertTrue(wait.getMessage().contains("21"), wait.getMessage());
    assertTrue(wait.getMessage().contains("20"), wait.getMessage());
    IsobarException nowhere = fails(ErrorCode.NOT_FOUND, () -> isobar.publisher("nowhere"));
    assertTrue(nowhere.getMessage().contains("nowhere"), nowhere.getMessage());
    assertTrue(nowhere.getMessage().contains(TOPIC), nowhere.getMessage());
  }

  @Test
  void clause_10_5_publishing_to_nothing_fails_with_not_found() {
    Isobar isobar = open(topology(t -> t.queue("missing")), b -> b.set("topology", "off"));
    fails(ErrorCode.NOT_FOUND, () -> isobar.publisher("missing").publish(event("e1")));
  }

  @Test
  void clause_10_5_publishing_without_permission_fails_with_permission_denied() {
    Isobar isobar = open(topic());
    begin(ServiceFault.FORBIDDEN);
    fails(ErrorCode.PERMISSION_DENIED, () -> isobar.publisher(TOPIC).publish(event("e1")));
  }

  @Test
  void clause_10_5_publishing_without_an_answer_fails_with_deadline_exceeded() {
    needs(ServiceFault.HANGS);
    Isobar isobar = open(topic(), b -> b.set("publish.timeout", "1s"));
    begin(ServiceFault.HANGS);
    fails(ErrorCode.DEADLINE_EXCEEDED, () -> isobar.publisher(TOPIC).publish(event("e1")));
  }

  @Test
  void clause_10_6_an_interrupted_call_fails_with_cancelled() {
    Topology topology = topic();
    Isobar isobar = open(topology);
    CompletableFuture<String> outcome = new CompletableFuture<>();
    clock.spawn(
        () -> {
          Thread.currentThread().interrupt();
          try {
            isobar.poll(SUB, 1, Duration.ofSeconds(20), b -> List.of());
            outcome.complete("no failure");
          } catch (IsobarException e) {
            outcome.complete(e.code() + " " + Thread.interrupted());
          } catch (RuntimeException | Error e) {
            outcome.complete(String.valueOf(e));
          }
        });
    await("the end of the call", outcome::isDone);
    assertEquals("CANCELLED true", outcome.join());
  }
}
