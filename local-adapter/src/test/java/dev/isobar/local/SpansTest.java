package dev.isobar.local;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.codec.EventCodec;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ImplicitContextKeyed;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which spans are made, how they hang together and what they say. */
class SpansTest {
  private static final String CARRIED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final EventType<String> FOLLOWED =
      EventType.of("com.acme.followed", String.class).id(text -> "followed-" + text);
  private static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders"))
          .queue("jobs")
          .build();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();
  private final BlockingQueue<CloudEvent> handled = new LinkedBlockingQueue<>();
  private Isobar isobar;

  @AfterEach
  void close() {
    if (isobar != null) {
      isobar.close();
    }
    sdk.close();
  }

  @Test
  void an_event_is_created_sent_processed_and_settled_in_one_trace() throws Exception {
    open(Map.of());
    Span request = sdk.getTracer("app").spanBuilder("GET /orders").startSpan();
    subscribe();
    within(request, () -> isobar.publisher("orders").publish(event("o-1").build()));
    CloudEvent seen = next();

    SpanData create = span("create orders");
    assertThat(create.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(create.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
    assertThat(create.getAttributes().asMap())
        .containsEntry(stringKey("messaging.system.name"), "isobar.local")
        .containsEntry(stringKey("messaging.operation.name"), "create")
        .containsEntry(stringKey("messaging.operation.type"), "create")
        .containsEntry(stringKey("messaging.destination.name"), "orders")
        .containsEntry(stringKey("isobar.topic"), "orders")
        .containsEntry(stringKey("cloudevents.event_id"), "o-1")
        .containsEntry(stringKey("cloudevents.event_source"), "/shop")
        .containsEntry(stringKey("cloudevents.event_type"), "com.acme.order.placed")
        .containsEntry(stringKey("cloudevents.event_spec_version"), "1.0")
        .containsEntry(stringKey("messaging.message.conversation_id"), "c-7")
        .containsKey(stringKey("messaging.message.id"))
        .doesNotContainKey(stringKey("messaging.system"));
    assertThat(create.getInstrumentationScopeInfo().getName()).isEqualTo("dev.isobar");
    assertThat(create.getInstrumentationScopeInfo().getSchemaUrl())
        .isEqualTo("https://opentelemetry.io/schemas/1.45.0");
    assertThat(seen.getExtension("traceparent").toString())
        .startsWith("00-" + create.getTraceId() + "-" + create.getSpanId());

    SpanData send = span("send orders");
    assertThat(send.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(send.getParentSpanId()).isEqualTo(create.getSpanId());
    assertThat(linked(send)).containsExactly(create.getSpanId());
    assertThat(send.getLinks().get(0).getAttributes().get(stringKey("cloudevents.event_id")))
        .isEqualTo("o-1");
    assertThat(send.getAttributes().get(longKey("messaging.batch.message_count"))).isNull();

    SpanData process = span("process billing");
    assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(process.getParentSpanId()).isEqualTo(create.getSpanId());
    assertThat(linked(process)).containsExactly(create.getSpanId());
    assertThat(process.getAttributes().asMap())
        .containsEntry(stringKey("messaging.operation.type"), "process")
        .containsEntry(stringKey("isobar.topic"), "orders")
        .containsEntry(stringKey("isobar.settlement"), "complete")
        .containsEntry(longKey("isobar.delivery.attempt"), 1L)
        .containsEntry(stringKey("cloudevents.event_id"), "o-1")
        .containsKey(stringKey("messaging.message.id"));

    SpanData settle = span("ack billing");
    assertThat(settle.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(settle.getAttributes().get(stringKey("messaging.operation.type")))
        .isEqualTo("settle");
    assertThat(linked(settle)).containsExactly(create.getSpanId());
  }

  @Test
  void a_failed_handler_names_its_error_and_each_attempt_has_a_span() throws Exception {
    open(Map.of());
    isobar.subscribe(
        "billing",
        delivery -> {
          handled.add(delivery.event());
          if (delivery.attempt() == 1) {
            throw new IllegalStateException("card declined");
          }
          return delivery.complete();
        });

    isobar.publisher("orders").publish(event("o-1").build());

    List<SpanData> attempts = spans("process billing", 2);
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(longKey("isobar.delivery.attempt")))
        .containsExactly(1L, 2L);
    assertThat(attempts)
        .extracting(span -> span.getAttributes().get(stringKey("isobar.settlement")))
        .containsExactly("retry", "complete");
    assertThat(attempts.get(0).getAttributes().get(stringKey("error.type")))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(attempts.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attempts.get(0).getStatus().getDescription()).isEmpty();
    assertThat(attempts.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void spans_of_the_application_nest_below_the_handler_also_in_interceptors() throws Exception {
    openWith(
        Isobar.builder()
            .interceptor(
                (delivery, next) -> {
                  sdk.getTracer("app").spanBuilder("intercepted").startSpan().end();
                  return next.proceed();
                }));
    isobar.subscribe(
        "billing",
        delivery -> {
          sdk.getTracer("app").spanBuilder("charge").startSpan().end();
          isobar.publisher("jobs").publish(event("j-1").build());
          return delivery.complete();
        });

    isobar.publisher("orders").publish(event("o-1").build());

    String process = span("process billing").getSpanId();
    assertThat(span("charge").getParentSpanId()).isEqualTo(process);
    assertThat(span("intercepted").getParentSpanId()).isEqualTo(process);
    assertThat(span("create jobs").getParentSpanId()).isEqualTo(process);
  }

  @Test
  void a_trace_context_that_an_event_carries_is_kept() throws Exception {
    open(Map.of());
    subscribe();

    isobar.publisher("orders").publish(event("o-1").withExtension("traceparent", CARRIED).build());

    assertThat(next().getExtension("traceparent")).isEqualTo(CARRIED);
    assertThat(linked(span("send orders"))).containsExactly("b7ad6b7169203331");
    SpanData process = span("process billing");
    assertThat(process.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(process.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(names()).doesNotContain("create orders");
  }

  @Test
  void a_derived_event_continues_the_trace_of_the_handler() throws Exception {
    open(Map.of());
    isobar.subscribe(
        "billing",
        delivery -> {
          isobar.publisher("jobs").publish(delivery.derive(FOLLOWED, "x").build());
          return delivery.complete();
        });
    isobar.subscribe("jobs", delivery -> remember(delivery.event(), delivery.complete()));

    isobar.publisher("orders").publish(event("o-1").build());

    next();
    SpanData handler = span("process billing");
    SpanData follower = span("process jobs");
    assertThat(follower.getTraceId()).isEqualTo(handler.getTraceId());
    assertThat(follower.getParentSpanId()).isEqualTo(handler.getSpanId());
  }

  @Test
  void a_batch_is_linked_to_every_event_and_child_of_none() throws Exception {
    open(Map.of());
    isobar.publisher("jobs").publishAll(List.of(event("j-1").build(), event("j-2").build()));
    BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    await()
        .until(
            () -> {
              isobar.poll(
                  "jobs",
                  10,
                  Duration.ofSeconds(2),
                  batch -> {
                    sizes.add(batch.size());
                    return batch.stream().map(d -> d.complete()).toList();
                  });
              return sizes.stream().mapToInt(n -> n).sum() == 2;
            });

    List<String> created =
        spans("create jobs", 2).stream().map(SpanData::getSpanId).sorted().toList();
    List<SpanData> processed = spans("process jobs", sizes.size());
    assertThat(processed.stream().flatMap(span -> linked(span).stream()).sorted().toList())
        .isEqualTo(created);
    assertThat(processed).allMatch(span -> !span.getParentSpanContext().isValid());
    List<SpanData> received = spans("receive jobs", sizes.size());
    assertThat(received).allMatch(span -> span.getKind() == SpanKind.CLIENT);
    assertThat(received.stream().flatMap(span -> linked(span).stream()).sorted().toList())
        .isEqualTo(created);
  }

  @Test
  void an_empty_poll_has_a_receive_span_and_nothing_else() throws Exception {
    open(Map.of());

    int polled = isobar.poll("jobs", 10, Duration.ZERO, batch -> List.of());

    assertThat(polled).isZero();
    SpanData receive = span("receive jobs");
    assertThat(receive.getLinks()).isEmpty();
    assertThat(receive.getAttributes().get(longKey("messaging.batch.message_count"))).isZero();
    assertThat(names()).containsExactly("receive jobs");
  }

  @Test
  void handlers_are_only_linked_when_that_is_wanted() throws Exception {
    open(Map.of("telemetry.process-parent", "link"));
    subscribe();

    isobar.publisher("orders").publish(event("o-1").build());

    SpanData process = span("process billing");
    assertThat(process.getParentSpanContext().isValid()).isFalse();
    assertThat(linked(process)).containsExactly(span("create orders").getSpanId());
  }

  @Test
  void an_old_event_begins_a_trace_of_its_own_with_a_link() {
    open(Map.of());
    subscribe();

    isobar
        .publisher("orders")
        .publish(event("o-1").withTime(OffsetDateTime.now().minusMinutes(61)).build());

    SpanData process = span("process billing");
    assertThat(process.getParentSpanContext().isValid()).isFalse();
    assertThat(linked(process)).containsExactly(span("create orders").getSpanId());
  }

  @Test
  void without_create_spans_the_context_of_the_caller_travels() throws Exception {
    open(Map.of("telemetry.create-spans", "never"));
    subscribe();
    Span caller = sdk.getTracer("app").spanBuilder("caller").startSpan();
    within(caller, () -> isobar.publisher("orders").publish(event("o-1").build()));

    SpanData process = span("process billing");
    assertThat(process.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(names()).doesNotContain("create orders");
  }

  @Test
  void only_listed_baggage_travels_and_is_current_in_the_handler() throws Exception {
    open(Map.of("telemetry.baggage", "tenant,absent"));
    BlockingQueue<Baggage> seen = new LinkedBlockingQueue<>();
    isobar.subscribe(
        "billing",
        delivery -> {
          seen.add(Baggage.current());
          return remember(delivery.event(), delivery.complete());
        });
    Baggage all = Baggage.builder().put("tenant", "acme").put("password", "hush").build();
    within(all, () -> isobar.publisher("orders").publish(event("o-1").build()));

    assertThat(next().getExtension("baggage")).isEqualTo("tenant=acme");
    assertThat(seen.poll(10, TimeUnit.SECONDS).asMap()).containsOnlyKeys("tenant");
  }

  @Test
  void without_the_setting_no_baggage_travels() throws Exception {
    open(Map.of());
    subscribe();
    within(
        Baggage.builder().put("tenant", "acme").build(),
        () -> isobar.publisher("orders").publish(event("o-1").build()));

    assertThat(next().getExtensionNames()).doesNotContain("baggage");
  }

  @Test
  void baggage_beyond_its_bound_stays_behind() throws Exception {
    open(Map.of("telemetry.baggage", "huge,tenant"));
    subscribe();
    Baggage all = Baggage.builder().put("huge", "x".repeat(2_000)).put("tenant", "acme").build();
    within(all, () -> isobar.publisher("orders").publish(event("o-1").build()));

    assertThat(next().getExtension("baggage")).isEqualTo("tenant=acme");
  }

  @Test
  void an_event_at_the_size_limit_is_published_without_trace_context() throws Exception {
    open(Map.of());
    subscribe();
    int rest = 253_952 - sizeOf("");
    CloudEvent largest = event("o-1").withData("text/plain", bytes("x".repeat(rest))).build();

    isobar.publisher("orders").publish(largest);

    CloudEvent seen = next();
    assertThat(seen.getExtensionNames()).doesNotContain("traceparent");
    assertThat(seen.getData().toBytes()).hasSize(rest);
    assertThat(span("create orders").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void a_refused_event_ends_its_create_span_with_the_code() {
    open(Map.of());
    CloudEvent tooLarge = event("o-1").withData("text/plain", new byte[300_000]).build();

    assertThatThrownBy(() -> isobar.publisher("orders").publish(tooLarge))
        .isInstanceOf(IsobarException.class);

    SpanData create = span("create orders");
    assertThat(create.getAttributes().get(stringKey("error.type"))).isEqualTo("INVALID_ARGUMENT");
    assertThat(create.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(names()).containsExactly("create orders");
  }

  @Test
  void previous_names_and_both_at_once_can_be_had() {
    open(Map.of("telemetry.semconv", "previous"));
    isobar.publisher("orders").publish(event("o-1").build());
    SpanData previous = span("create orders");
    isobar.close();
    exporter.reset();
    open(Map.of("telemetry.semconv", "both"));
    isobar.publisher("orders").publish(event("o-2").build());

    assertThat(previous.getAttributes().asMap())
        .containsEntry(stringKey("messaging.system"), "isobar.local")
        .doesNotContainKey(stringKey("messaging.system.name"));
    assertThat(previous.getInstrumentationScopeInfo().getSchemaUrl())
        .isEqualTo("https://opentelemetry.io/schemas/1.44.0");
    assertThat(span("create orders").getAttributes().asMap())
        .containsEntry(stringKey("messaging.system"), "isobar.local")
        .containsEntry(stringKey("messaging.system.name"), "isobar.local");
  }

  @Test
  void without_a_telemetry_nothing_is_added_to_events() throws Exception {
    openWith(Isobar.builder().openTelemetry(OpenTelemetry.noop()));
    subscribe();

    isobar.publisher("orders").publish(event("o-1").build());

    assertThat(next().getExtensionNames()).containsExactly("correlationid");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  private static void within(ImplicitContextKeyed what, Runnable action) {
    Context.current().with(what).wrap(action).run();
  }

  private void open(Map<String, String> settings) {
    Isobar.Builder builder = Isobar.builder();
    settings.forEach(builder::set);
    openWith(builder);
  }

  private void openWith(Isobar.Builder builder) {
    if (builder.openTelemetry().isEmpty()) {
      builder.openTelemetry(sdk);
    }
    isobar = builder.topology(TOPOLOGY).set("provider", "local").set("local.path", "memory").open();
  }

  private void subscribe() {
    isobar.subscribe("billing", delivery -> remember(delivery.event(), delivery.complete()));
  }

  private Settlement remember(CloudEvent event, Settlement settlement) {
    handled.add(event);
    return settlement;
  }

  private CloudEvent next() throws InterruptedException {
    CloudEvent event = handled.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("an event reaches the handler").isNotNull();
    return event;
  }

  private SpanData span(String name) {
    return spans(name, 1).get(0);
  }

  private List<SpanData> spans(String name, int count) {
    await().until(() -> named(name).size() >= count);
    return named(name);
  }

  private List<SpanData> named(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private List<String> names() {
    return exporter.getFinishedSpanItems().stream().map(SpanData::getName).toList();
  }

  private static List<String> linked(SpanData span) {
    return span.getLinks().stream().map(link -> link.getSpanContext().getSpanId()).toList();
  }

  private static CloudEventBuilder event(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/shop"))
        .withType("com.acme.order.placed")
        .withExtension("correlationid", "c-7")
        .withData("text/plain", bytes(""));
  }

  private static int sizeOf(String data) {
    CloudEvent event = event("o-1").withData("text/plain", bytes(data)).build();
    return EventCodec.structuredSize(event);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
