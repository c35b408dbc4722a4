package dev.isobar.tck;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The events of the suites. */
final class Events {
  static final String TYPE = "dev.isobar.contract.tested";

  private Events() {}

  static CloudEventBuilder builder(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/contract"))
        .withType(TYPE)
        .withData("application/json", ("{\"n\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  static CloudEvent event(String id) {
    return builder(id).build();
  }

  static CloudEvent keyed(String key, String id) {
    return builder(id).withExtension("partitionkey", key).build();
  }

  static CloudEvent with(String id, String attribute, String value) {
    return builder(id).withExtension(attribute, value).build();
  }
}
