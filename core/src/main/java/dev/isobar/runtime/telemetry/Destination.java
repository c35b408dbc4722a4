package dev.isobar.runtime.telemetry;

import dev.isobar.Resource;
import dev.isobar.spi.TelemetryNames;
import dev.isobar.spi.TelemetryNames.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What spans and metrics say about one address, whatever the event. Thread-safe. */
final class Destination {
  /**
   * What they say about one operation there.
   *
   * @param spanName operation and destination, without ids
   * @param onSpans attributes of every such span
   * @param onMetrics the few of them that metrics have
   */
  record Named(String spanName, Attributes onSpans, Attributes onMetrics) {}

  private final Conventions conventions;
  private final TelemetryNames names;
  private final String topic;
  private final Map<Operation, Named> known = new ConcurrentHashMap<>();

  Destination(Conventions conventions, TelemetryNames names, Resource resource) {
    this.conventions = conventions;
    this.names = names;
    this.topic = resource.from().orElse(resource.name());
  }

  Named of(Operation operation) {
    Named named = known.get(operation);
    return named != null ? named : known.computeIfAbsent(operation, this::named);
  }

  /** Returns the attributes that tell the address alone. */
  Attributes place() {
    return common().build();
  }

  /** Puts what a received event tells natively, under the names of the conventions. */
  void putNative(AttributesBuilder span, Map<String, String> nativeAttributes) {
    names
        .messageAttributes()
        .forEach(
            (nativeName, name) -> {
              String value = nativeAttributes.get(nativeName);
              if (value != null) {
                conventions.put(span, name, value);
              }
            });
  }

  private Named named(Operation operation) {
    AttributesBuilder metrics =
        common()
            .put(Conventions.OPERATION_NAME, names.name(operation))
            .put(Conventions.OPERATION_TYPE, operation.type());
    AttributesBuilder spans = metrics.build().toBuilder();
    names.attributes().forEach((name, value) -> conventions.put(spans, name, value));
    return new Named(
        names.name(operation) + " " + names.destination(), spans.build(), metrics.build());
  }

  private AttributesBuilder common() {
    AttributesBuilder attributes = Attributes.builder();
    conventions.putSystem(attributes, names);
    attributes.put(Conventions.DESTINATION, names.destination());
    attributes.put(Conventions.TOPIC, topic);
    names.subscription().ifPresent(name -> attributes.put(Conventions.SUBSCRIPTION, name));
    names.host().ifPresent(host -> attributes.put(Conventions.SERVER_ADDRESS, host));
    names.port().ifPresent(port -> attributes.put(Conventions.SERVER_PORT, (long) port));
    return attributes;
  }
}
