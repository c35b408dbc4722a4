package dev.isobar.benchmarks;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Events to measure with. */
final class Samples {
  private static final byte[] DATA =
      ("{\"text\":\"" + "x".repeat(1_000) + "\"}").getBytes(StandardCharsets.UTF_8);

  private Samples() {}

  /** Returns an event with 1 KB of JSON data and a key. */
  static CloudEvent kilobyte(long number) {
    return CloudEventBuilder.v1()
        .withId("0192f0c1-7a3b-7c5a-b0b1-" + number)
        .withSource(URI.create("https://acme.com/orders"))
        .withType("com.acme.order.placed")
        .withExtension("partitionkey", "customer-4711")
        .withData("application/json", DATA)
        .build();
  }

  /** Returns the bytes that {@link #kilobyte} carries. */
  static byte[] data() {
    return DATA.clone();
  }
}
