package dev.isobar.runtime.publish;

import static dev.isobar.runtime.publish.OutboundFixture.failureOf;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.PublishResult;
import dev.isobar.codec.DataMappers;
import dev.isobar.codec.EventCheck;
import dev.isobar.codec.TypedData;
import dev.isobar.runtime.publish.ScriptedDriver.NativeException;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimePublisherTest {
  record Order(String id, String customer) {}

  private static final EventType<Order> PLACED =
      EventType.of("com.acme.order.placed", Order.class)
          .id(Order::id)
          .key(Order::customer)
          .subject(Order::customer);
  private static final EventType<String> NOTE = EventType.of("com.acme.note", String.class);
  private static final Order ORDER = new Order("42", "ann");

  private final OutboundFixture it =
      new OutboundFixture(false, Capabilities.builder().binary("ce-"), 10);
  private final RuntimePublisher publisher = publisher(it, URI.create("/shop"), List.of());

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void publish_returns_when_the_provider_has_stored_the_event() {
    storeEverything(it);

    var receipt = publisher.publish(PLACED, ORDER);

    assertThat(receipt.eventId()).isEqualTo("42");
    assertThat(receipt.nativeId()).isEqualTo("native");
  }

  @Test
  void typed_data_becomes_an_event() {
    publisher.publishAsync(PLACED, ORDER);
    it.platform.run();

    WireMessage sent = it.call(0).batch.get(0);
    assertThat(ScriptedDriver.body(sent)).isEqualTo("{\"id\":\"42\",\"customer\":\"ann\"}");
    assertThat(sent.key()).isEqualTo("ann");
    assertThat(sent.attributes())
        .containsEntry("ce-id", "42")
        .containsEntry("ce-source", "/shop")
        .containsEntry("ce-type", "com.acme.order.placed")
        .containsEntry("ce-subject", "ann")
        .containsEntry("ce-partitionkey", "ann");
  }

  @Test
  void the_builder_of_an_event_has_every_attribute() {
    CloudEvent event = publisher.event(PLACED, ORDER).build();

    assertThat(event.getTime())
        .isEqualTo(OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
  }

  @Test
  void the_source_of_the_type_wins() {
    var typed = PLACED.source(URI.create("urn:own"));

    assertThat(publisher.event(typed, ORDER).build().getSource()).isEqualTo(URI.create("urn:own"));
  }

  @Test
  void random_ids_are_uuids_of_version_7_and_differ() {
    var ids =
        IntStream.range(0, 10_000)
            .mapToObj(i -> UUID.fromString(publisher.event(NOTE, "x").build().getId()))
            .toList();

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.version() == 7 && id.variant() == 2);
  }

  @Test
  void enrichers_run_in_order_before_the_check() {
    List<UnaryOperator<CloudEvent>> enrichers =
        List.of(
            e -> CloudEventBuilder.v1(e).withExtension("region", "eu").build(),
            e -> CloudEventBuilder.v1(e).withSubject("in " + e.getExtension("region")).build());
    publisher(it, URI.create("/shop"), enrichers).publishAsync(PLACED, ORDER);
    it.platform.run();

    assertThat(it.call(0).batch.get(0).attributes()).containsEntry("ce-subject", "in eu");
  }

  @Test
  void an_enricher_that_fails_fails_the_publish() {
    var broken =
        publisher(
            it,
            URI.create("/shop"),
            List.of(
                e -> {
                  throw new IllegalStateException("broken");
                }));

    var failure = failureOf(broken.publishAsync(PLACED, ORDER));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_no_provider_could_carry_is_refused_before_it_is_sent() {
    var failure =
        catchThrowableOfType(
            IsobarException.class,
            () -> publisher.publish(NOTE, "x".repeat(EventCheck.MAX_EVENT_BYTES)));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(it.calls()).isZero();
  }

  @Test
  void an_ordered_topic_refuses_an_event_without_a_key() {
    var ordered = OutboundFixture.ordered(OrderedBatch.ONE_PER_KEY);
    var failure =
        failureOf(publisher(ordered, URI.create("/shop"), List.of()).publishAsync(NOTE, "x"));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("partitionkey");
  }

  @Test
  void publish_throws_on_the_stack_of_its_caller_with_the_native_cause() {
    it.driver.rule(batch -> completedFuture(List.of(ScriptedDriver.unknown(ErrorCode.CONFLICT))));

    var failure =
        catchThrowableOfType(IsobarException.class, () -> publisher.publish(PLACED, ORDER));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure).hasCauseInstanceOf(NativeException.class);
    assertThat(failure.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(RuntimePublisherTest.class.getName()));
  }

  @Test
  void publish_all_gives_each_event_its_result_in_order_and_never_throws() {
    it.driver.rule(
        batch ->
            completedFuture(
                batch.stream()
                    .map(
                        m ->
                            m.attributes().get("ce-id").equals("2")
                                ? ScriptedDriver.refused(ErrorCode.PERMISSION_DENIED)
                                : SendOutcome.stored("native"))
                    .toList()));
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(publisher.event(PLACED, new Order("" + i, "ann")).build());
    }
    events.add(publisher.event(NOTE, "x").withType("").withId("bad").build());

    List<PublishResult> results = publisher.publishAll(events);

    assertThat(results).extracting(PublishResult::event).containsExactlyElementsOf(events);
    assertThat(results)
        .extracting(PublishResult::stored)
        .containsExactly(true, true, false, true, false);
    assertThat(results.get(2).failure().orElseThrow().code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(results.get(4).failure().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void an_interrupted_caller_that_has_sent_nothing_knows_it() {
    Thread.currentThread().interrupt();
    var failure =
        catchThrowableOfType(IsobarException.class, () -> publisher.publish(PLACED, ORDER));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(it.calls()).isZero();
  }

  @Test
  void an_interrupted_caller_whose_event_is_on_its_way_does_not_know() {
    it.driver.rule(
        batch -> {
          Thread.currentThread().interrupt();
          return new CompletableFuture<>();
        });
    var failure =
        catchThrowableOfType(IsobarException.class, () -> publisher.publish(PLACED, ORDER));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void publish_all_ends_when_interrupted_and_tells_what_was_sent() {
    List<CloudEvent> events =
        List.of(publisher.event(NOTE, "a").build(), publisher.event(NOTE, "b").build());
    Thread.currentThread().interrupt();

    var results = publisher.publishAll(events);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(results)
        .allMatch(r -> r.failure().orElseThrow().outcome() == Outcome.NOT_STORED)
        .allMatch(r -> r.failure().orElseThrow().code() == ErrorCode.CANCELLED);
  }

  @Test
  void a_full_budget_makes_the_caller_wait_and_then_fail() {
    it.budget.acquire(1 << 20, Duration.ZERO);
    long start = it.platform.nanoTime();

    var failure =
        catchThrowableOfType(IsobarException.class, () -> publisher.publish(PLACED, ORDER));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failure).hasMessageContaining("isobar.publish.pending-bytes=1048576");
    assertThat(it.platform.nanoTime() - start).isEqualTo(OutboundFixture.TIMEOUT.toNanos());
  }

  @Test
  void after_closing_the_error_names_the_publisher() {
    it.outbound.close(Duration.ZERO);

    var failure =
        catchThrowableOfType(IsobarException.class, () -> publisher.publish(PLACED, ORDER));

    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure).hasMessageContaining("topic orders");
  }

  private static void storeEverything(OutboundFixture it) {
    it.driver.rule(
        batch -> completedFuture(batch.stream().map(m -> SendOutcome.stored("native")).toList()));
  }

  private static RuntimePublisher publisher(
      OutboundFixture it, URI source, List<UnaryOperator<CloudEvent>> enrichers) {
    return new RuntimePublisher(
        it.platform, typedEvents(it, source), enrichers, it.outbound, it.capabilities(), false);
  }

  private static TypedEvents typedEvents(OutboundFixture it, URI source) {
    return new TypedEvents(it.platform, new TypedData(DataMappers.defaultMapper()), source);
  }
}
