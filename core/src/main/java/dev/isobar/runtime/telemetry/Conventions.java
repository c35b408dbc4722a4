package dev.isobar.runtime.telemetry;

import dev.isobar.config.Settings.Semconv;
import dev.isobar.spi.TelemetryNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Map;

/**
 * Every name that spans and metrics have: those of the OpenTelemetry semantic conventions 1.45, the
 * ones that 1.44 had instead, and our own. The only place that knows them. Immutable.
 */
final class Conventions {
  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> SUBSCRIPTION =
      AttributeKey.stringKey("messaging.destination.subscription.name");
  static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<String> CONVERSATION_ID =
      AttributeKey.stringKey("messaging.message.conversation_id");
  static final AttributeKey<Long> BATCH_COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> EVENT_ID = AttributeKey.stringKey("cloudevents.event_id");
  static final AttributeKey<String> EVENT_SOURCE =
      AttributeKey.stringKey("cloudevents.event_source");
  static final AttributeKey<String> EVENT_TYPE = AttributeKey.stringKey("cloudevents.event_type");
  static final AttributeKey<String> EVENT_SUBJECT =
      AttributeKey.stringKey("cloudevents.event_subject");
  static final AttributeKey<String> EVENT_SPEC_VERSION =
      AttributeKey.stringKey("cloudevents.event_spec_version");
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("isobar.delivery.attempt");
  static final AttributeKey<String> SETTLEMENT = AttributeKey.stringKey("isobar.settlement");
  static final AttributeKey<String> TOPIC = AttributeKey.stringKey("isobar.topic");

  static final String SCOPE = "dev.isobar";
  static final String OPERATION_DURATION = "messaging.client.operation.duration";
  static final String PROCESS_DURATION = "messaging.process.duration";
  static final String SENT = "messaging.client.sent.messages";
  static final String CONSUMED = "messaging.client.consumed.messages";
  static final String SETTLED = "isobar.delivery.settled";
  static final String AGE = "isobar.delivery.age";
  static final String IN_FLIGHT = "isobar.subscription.in_flight";
  static final String BACKLOG = "isobar.subscription.backlog";
  static final String DEAD_LETTERS = "isobar.dead_letters";
  static final String LEASE_EXTENSIONS = "isobar.lease.extensions";
  static final String LEASES_LOST = "isobar.lease.lost";
  static final String SECONDS = "s";
  static final String MESSAGES = "{message}";
  static final String OPERATIONS = "{operation}";
  static final List<Double> DURATION_BOUNDARIES =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

  private static final String SCHEMA = "https://opentelemetry.io/schemas/1.45.0";
  private static final String PREVIOUS_SCHEMA = "https://opentelemetry.io/schemas/1.44.0";
  private static final String SYSTEM = "messaging.system.name";
  private static final String PREVIOUS_SYSTEM = "messaging.system";
  private static final Map<String, String> PREVIOUS_SYSTEMS =
      Map.of(
          "aws.sqs", "aws_sqs",
          "azure.servicebus", "servicebus",
          "azure.eventgrid", "eventgrid",
          "gcp.pubsub", "gcp_pubsub");
  private static final Map<String, String> PREVIOUS_PREFIXES =
      Map.of(
          "azure.servicebus.", "messaging.servicebus.",
          "gcp.pubsub.message.", "messaging.gcp_pubsub.message.");

  private final boolean current;
  private final boolean previous;

  Conventions(Semconv semconv) {
    current = semconv != Semconv.PREVIOUS;
    previous = semconv != Semconv.CURRENT;
  }

  String schemaUrl() {
    return current ? SCHEMA : PREVIOUS_SCHEMA;
  }

  void putSystem(AttributesBuilder attributes, TelemetryNames names) {
    String system = names.system();
    if (current) {
      attributes.put(SYSTEM, system);
    }
    if (previous) {
      attributes.put(PREVIOUS_SYSTEM, PREVIOUS_SYSTEMS.getOrDefault(system, system));
    }
  }

  /** Puts an attribute of a provider, whose newest name is given. */
  void put(AttributesBuilder attributes, String name, String value) {
    String before = before(name);
    if (current || before.equals(name)) {
      attributes.put(name, value);
    }
    if (previous) {
      attributes.put(before, value);
    }
  }

  private static String before(String name) {
    for (Map.Entry<String, String> renamed : PREVIOUS_PREFIXES.entrySet()) {
      if (name.startsWith(renamed.getKey())) {
        return renamed.getValue() + name.substring(renamed.getKey().length());
      }
    }
    return name;
  }
}
