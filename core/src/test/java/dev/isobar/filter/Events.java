package dev.isobar.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Events to filter. */
final class Events {

  private Events() {}

  static CloudEventBuilder event() {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("/shop/eu"))
        .withType("com.acme.order.placed");
  }

  static CloudEvent withData(String json) {
    return withData("application/json", json);
  }

  static CloudEvent withData(String contentType, String text) {
    return event().withData(contentType, text.getBytes(StandardCharsets.UTF_8)).build();
  }

  static CloudEvent with(String attribute, String value) {
    return event().withExtension(attribute, value).build();
  }
}
