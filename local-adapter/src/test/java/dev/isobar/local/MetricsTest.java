package dev.isobar.local;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which metrics are emitted, and what they count. */
class MetricsTest {
  private static final Topology TOPOLOGY =
      Topology.builder().topic("orders").subscription("billing", s -> s.from("orders")).build();

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .build();
  private Isobar isobar;

  @AfterEach
  void close() {
    if (isobar != null) {
      isobar.close();
    }
    sdk.close();
    GlobalOpenTelemetry.resetForTest();
  }

  @Test
  void what_is_sent_consumed_and_settled_is_counted() {
    open(Isobar.builder().openTelemetry(sdk));
    isobar.subscribe(
        "billing",
        delivery ->
            delivery.event().getId().equals("bad")
                ? delivery.reject("never")
                : delivery.complete());

    isobar.publisher("orders").publishAll(List.of(event("a"), event("b"), event("bad")));

    await().until(() -> sum("isobar.delivery.settled", "isobar.settlement", "reject") == 1);
    await().until(() -> sum("isobar.delivery.settled", "isobar.settlement", "complete") == 2);
    assertThat(sum("messaging.client.sent.messages", "messaging.destination.name", "orders"))
        .isEqualTo(3);
    assertThat(sum("messaging.client.consumed.messages", "isobar.topic", "orders")).isEqualTo(3);
    HistogramPointData process = histogram("messaging.process.duration", "process");
    assertThat(process.getCount()).isEqualTo(3);
    assertThat(process.getBoundaries())
        .containsExactly(
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    assertThat(histogram("messaging.client.operation.duration", "send").getCount()).isPositive();
    await()
        .untilAsserted(
            () ->
                assertThat(histogram("messaging.client.operation.duration", "settle").getCount())
                    .isPositive());
    assertThat(metric("isobar.delivery.age").getUnit()).isEqualTo("s");
    assertThat(metric("messaging.process.duration").getInstrumentationScopeInfo().getSchemaUrl())
        .isEqualTo("https://opentelemetry.io/schemas/1.45.0");
  }

  @Test
  void metrics_carry_no_ids() {
    open(Isobar.builder().openTelemetry(sdk));
    isobar.subscribe("billing", delivery -> delivery.complete());

    isobar.publisher("orders").publish(event("an-id"));

    await().until(() -> sum("isobar.delivery.settled", "isobar.settlement", "complete") == 1);
    assertThat(
            reader.collectAllMetrics().stream()
                .flatMap(metric -> metric.getData().getPoints().stream())
                .flatMap(point -> point.getAttributes().asMap().keySet().stream())
                .map(AttributeKey::getKey)
                .distinct())
        .isSubsetOf(
            "messaging.system.name",
            "messaging.operation.name",
            "messaging.operation.type",
            "messaging.destination.name",
            "isobar.topic",
            "isobar.settlement",
            "error.type");
  }

  @Test
  void a_failing_handler_is_told_by_its_error() {
    open(Isobar.builder().openTelemetry(sdk));
    isobar.subscribe(
        "billing",
        delivery -> {
          throw new IllegalStateException("no");
        });

    isobar.publisher("orders").publish(event("a"));

    await()
        .untilAsserted(
            () ->
                assertThat(metric("messaging.process.duration").getHistogramData().getPoints())
                    .anyMatch(
                        point ->
                            "java.lang.IllegalStateException"
                                .equals(point.getAttributes().get(stringKey("error.type")))));
  }

  @Test
  void what_is_in_our_hands_and_what_waits_is_observed() throws Exception {
    open(Isobar.builder().openTelemetry(sdk));
    CountDownLatch done = new CountDownLatch(1);
    isobar.publisher("orders").publishAll(List.of(event("a"), event("b")));
    isobar.subscribe(
        "billing",
        delivery -> {
          done.await();
          return delivery.reject("never");
        });

    await().until(() -> value("isobar.subscription.in_flight") == 2);
    await().until(() -> value("isobar.subscription.backlog") >= 0);
    assertThat(value("isobar.dead_letters")).isZero();
    done.countDown();
    await().until(() -> value("isobar.subscription.in_flight") == 0);

    isobar.close();
    assertThat(reader.collectAllMetrics())
        .extracting(MetricData::getName)
        .doesNotContain("isobar.subscription.in_flight", "isobar.dead_letters");
  }

  @Test
  void a_global_telemetry_may_be_set_after_opening_and_is_used_by_what_begins_later() {
    open(Isobar.builder());
    isobar.publisher("orders").publish(event("before"));
    assertThat(GlobalOpenTelemetry.isSet()).isFalse();

    GlobalOpenTelemetry.set(sdk);
    isobar.subscribe("billing", delivery -> delivery.complete());
    isobar.publisher("orders").publish(event("after"));

    await().until(() -> sum("isobar.delivery.settled", "isobar.topic", "orders") == 2);
    assertThat(sum("messaging.client.sent.messages", "isobar.topic", "orders")).isEqualTo(1);
  }

  private void open(Isobar.Builder builder) {
    isobar = builder.topology(TOPOLOGY).set("provider", "local").set("local.path", "memory").open();
  }

  private MetricData metric(String name) {
    return metrics(name).get(0);
  }

  private List<MetricData> metrics(String name) {
    return reader.collectAllMetrics().stream().filter(m -> m.getName().equals(name)).toList();
  }

  private long sum(String name, String attribute, String value) {
    return metrics(name).stream()
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .filter(point -> has(point.getAttributes(), attribute, value))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  /** The sum of all points of a gauge or an up-down counter; -1 when there is none. */
  private long value(String name) {
    List<LongPointData> points =
        metrics(name).stream()
            .flatMap(metric -> metric.getData().getPoints().stream())
            .map(LongPointData.class::cast)
            .toList();
    return points.isEmpty() ? -1 : points.stream().mapToLong(LongPointData::getValue).sum();
  }

  private HistogramPointData histogram(String name, String type) {
    return metric(name).getHistogramData().getPoints().stream()
        .filter(point -> has(point.getAttributes(), "messaging.operation.type", type))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " has no point of type " + type));
  }

  private static boolean has(Attributes attributes, String name, String value) {
    return value.equals(attributes.get(stringKey(name)));
  }

  private static CloudEvent event(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/shop"))
        .withType("com.acme.order.placed")
        .build();
  }
}
