package dev.isobar.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.PublishResult;
import dev.isobar.Settlement;
import dev.isobar.Tuning;
import dev.isobar.UnhandledPolicy;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakesTest {
  private static final EventType<String> PLACED =
      EventType.of("com.acme.order.placed", String.class).id(t -> "id of " + t).key(t -> "ann");

  @Test
  void a_delivery_has_the_event_of_its_type() {
    TestDelivery delivery = TestDelivery.of(PLACED, "42").attempt(3).from("billing");

    assertThat(delivery.event().getId()).isEqualTo("id of 42");
    assertThat(delivery.event().getExtension("partitionkey")).isEqualTo("ann");
    assertThat(delivery.data(PLACED)).isEqualTo("42");
    assertThat(delivery.attempt()).isEqualTo(3);
    assertThat(delivery.maxAttempts()).isEqualTo(5);
    assertThat(delivery.subscription()).isEqualTo("billing");
  }

  @Test
  void settlements_say_what_was_decided() {
    TestDelivery delivery = TestDelivery.of(PLACED, "42");

    assertThat(delivery.complete().kind()).isEqualTo(Settlement.Kind.COMPLETE);
    Settlement retry = delivery.retryAfter(Duration.ofMinutes(1), "busy");
    assertThat(retry.kind()).isEqualTo(Settlement.Kind.RETRY);
    assertThat(retry.delay()).contains(Duration.ofMinutes(1));
    assertThat(retry.reason()).isEqualTo("busy");
    assertThat(retry.delivery()).isSameAs(delivery);
    assertThat(delivery.reject("bad").kind()).isEqualTo(Settlement.Kind.REJECT);
    assertThat(delivery.unhandled().kind()).isEqualTo(Settlement.Kind.REJECT);
    Tuning lenient = Tuning.defaults().unhandled(UnhandledPolicy.COMPLETE);
    assertThat(delivery.tuning(lenient).unhandled().kind()).isEqualTo(Settlement.Kind.COMPLETE);
    assertThatThrownBy(() -> delivery.retryAfter(Duration.ofHours(1), "no"))
        .isInstanceOf(IsobarException.class);
  }

  @Test
  void a_follow_up_names_its_cause() {
    CloudEvent follow =
        TestDelivery.of(PLACED, "42").derive(EventType.of("shipped", String.class), "x").build();

    assertThat(follow.getExtension("causationid")).isEqualTo("id of 42");
    assertThat(follow.getExtension("correlationid")).isEqualTo("id of 42");
    assertThat(follow.getExtension("partitionkey")).isEqualTo("ann");
  }

  @Test
  void a_cancelled_delivery_tells_its_handler() {
    TestDelivery delivery = TestDelivery.of(PLACED, "42");
    List<String> told = new ArrayList<>();
    delivery.onCancel(() -> told.add("before"));

    delivery.cancel();
    delivery.onCancel(() -> told.add("after"));

    assertThat(delivery.cancelled()).isTrue();
    assertThat(told).containsExactly("before", "after");
  }

  @Test
  void the_providers_message_can_be_given() {
    TestDelivery delivery =
        TestDelivery.of(PLACED, "42").fromProvider(Map.of("AWSTraceHeader", "x"), 7L);

    assertThat(delivery.nativeAttributes()).containsEntry("AWSTraceHeader", "x");
    assertThat(delivery.unwrap(Long.class)).contains(7L);
    assertThat(delivery.unwrap(String.class)).isEqualTo(Optional.empty());
  }

  @Test
  void a_publisher_keeps_what_it_is_given() {
    RecordingPublisher publisher = RecordingPublisher.to("orders");

    publisher.publish(PLACED, "1");
    publisher.publishAsync(PLACED, "2").join();
    publisher.publishAll(List.of(publisher.event(PLACED, "3").build()));

    assertThat(publisher.data(PLACED)).containsExactly("1", "2", "3");
    assertThat(publisher.name()).isEqualTo("orders");
    publisher.clear();
    assertThat(publisher.events()).isEmpty();
  }

  @Test
  void a_publisher_fails_as_it_was_told() {
    RecordingPublisher publisher = RecordingPublisher.to("orders");
    publisher.failNext(ErrorCode.UNAVAILABLE, Outcome.UNKNOWN);
    publisher.failNext(ErrorCode.PERMISSION_DENIED);

    assertThatThrownBy(() -> publisher.publish(PLACED, "1"))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    List<PublishResult> results =
        publisher.publishAll(
            List.of(publisher.event(PLACED, "2").build(), publisher.event(PLACED, "3").build()));

    assertThat(results).extracting(PublishResult::stored).containsExactly(false, true);
    assertThat(publisher.data(PLACED)).containsExactly("1", "3");
  }
}
