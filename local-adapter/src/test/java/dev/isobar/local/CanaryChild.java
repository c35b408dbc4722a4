package dev.isobar.local;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.Publisher;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A process in which much goes wrong; it prints whatever can be printed, at the level TRACE. */
final class CanaryChild {
  static final String DATA = "canary-of-data-4f1c9b7e2a6d8035x";
  static final String SECRET = "canary-of-keys-91d3e7a05c2b4f68x";
  static final String FORGED = "id\n2026-01-01 ERROR forged";

  private static final EventType<Long> NUMBER = EventType.of("com.acme.number", Long.class);
  private static final Topology TOPOLOGY =
      Topology.builder().topic("orders").subscription("billing", s -> s.from("orders")).build();

  private CanaryChild() {}

  public static void main(String[] arguments) {
    refusedConfiguration();
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    try (Isobar isobar = open(sdk)) {
      refusedEvents(isobar.publisher("orders"));
      deadLetters(isobar);
      print(isobar.explain().text());
      print(isobar.explain().json());
      print(isobar.health());
      print(isobar.health().components());
    }
    verbatim(spans.getFinishedSpanItems());
    print("the end");
  }

  private static Isobar open(OpenTelemetrySdk sdk) {
    return Isobar.builder()
        .openTelemetry(sdk)
        .topology(TOPOLOGY)
        .set("provider", "local")
        .set("local.path", "memory")
        .set("subscriptions.billing.max-attempts", "2")
        .set("subscriptions.billing.backoff", "100ms")
        .open();
  }

  private static void refusedConfiguration() {
    for (String key : List.of("local.secrett", "local.password", "aws.access-key")) {
      attempt(
          () ->
              Isobar.builder()
                  .topology(TOPOLOGY)
                  .set("provider", "local")
                  .set("local.path", "memory")
                  .set(key, SECRET)
                  .open()
                  .close());
    }
  }

  private static void refusedEvents(Publisher orders) {
    attempt(() -> orders.publish(event("large", "text/plain", DATA.repeat(10_000))));
    attempt(() -> orders.publish(event("no-json", "application/json", "{" + DATA)));
    attempt(
        () ->
            orders
                .publishAll(List.of(event("no-json", "application/json", DATA)))
                .forEach(result -> print(result)));
    print(orders);
  }

  private static void deadLetters(Isobar isobar) {
    isobar.subscribe(
        "billing",
        delivery -> {
          print(delivery);
          print(delivery.event());
          verbatim(delivery.nativeAttributes());
          if (delivery.event().getId().equals("undecodable")) {
            delivery.data(NUMBER);
          }
          throw new IllegalStateException("the till is closed");
        });
    Publisher orders = isobar.publisher("orders");
    print(orders.publish(event("undecodable", "application/json", "\"" + DATA + "\"")));
    print(orders.publish(event(FORGED, "text/plain", DATA)));
    DeadLetters letters = isobar.deadLetters("billing");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> letters.count() == 2);
    List<DeadLetter> found = letters.browse(10);
    found.forEach(letter -> print(letter + " " + letter.reason() + " " + letter.event()));
    print(letters.redrive(letter -> true, 10));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> letters.count() == 2);
    print(letters.discard(letter -> true, 10));
  }

  private static CloudEvent event(String id, String contentType, String data) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/shop"))
        .withType("com.acme.order.placed")
        .withData(contentType, data.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private static void attempt(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException refused) {
      refused.printStackTrace(System.out);
    }
  }

  /** Prints what holds attributes exactly as they were published, on one line. */
  private static void verbatim(Object value) {
    print(value.toString().replace('\n', ' '));
  }

  private static synchronized void print(Object value) {
    System.out.println(value);
  }
}
