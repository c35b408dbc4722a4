package dev.isobar.spi;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What spans and metrics call a service and what is done there, in the newest names of the
 * OpenTelemetry semantic conventions; older names are the runtime's business. Immutable.
 */
public final class TelemetryNames {
  /** What a span is about, with the name that is given where a driver gives none. */
  public enum Operation {
    /** An event is made ready to be sent. */
    CREATE("create", "create"),
    /** A request that sends events. */
    SEND("send", "send"),
    /** An explicit poll. */
    RECEIVE("receive", "receive"),
    /** A call of a handler. */
    PROCESS("process", "process"),
    /** A request that completes events. */
    COMPLETE("settle", "ack"),
    /** A request that gives events back. */
    RELEASE("settle", "nack"),
    /** A request that moves events to the dead letters. */
    DEAD_LETTER("settle", "dead_letter"),
    /** A request that extends leases. */
    EXTEND("settle", "extend"),
    /** A request that settles events in several ways. */
    SETTLE("settle", "settle");

    private final String type;
    private final String name;

    Operation(String type, String name) {
      this.type = type;
      this.name = name;
    }

    /** Returns the value of {@code messaging.operation.type}. */
    public String type() {
      return type;
    }
  }

  private final String system;
  private final String destination;
  private final @Nullable String subscription;
  private final @Nullable String host;
  private final int port;
  private final Map<Operation, String> operations;
  private final Map<String, String> attributes;
  private final Map<String, String> messageAttributes;

  private TelemetryNames(Builder builder) {
    system = builder.system;
    destination = builder.destination;
    subscription = builder.subscription;
    host = builder.host;
    port = builder.port;
    operations = Map.copyOf(builder.operations);
    attributes = Map.copyOf(builder.attributes);
    messageAttributes = Map.copyOf(builder.messageAttributes);
  }

  /**
   * Starts the names of one address.
   *
   * @param system {@code messaging.system.name}, e.g. {@code aws.sqs}
   * @param destination {@code messaging.destination.name}: the entity as its users know it, never a
   *     URL or an ARN
   */
  public static Builder of(String system, String destination) {
    return new Builder(system, destination);
  }

  /** Returns {@code messaging.system.name}. */
  public String system() {
    return system;
  }

  /** Returns {@code messaging.destination.name}. */
  public String destination() {
    return destination;
  }

  /** Returns {@code messaging.destination.subscription.name} where the service has such names. */
  public Optional<String> subscription() {
    return Optional.ofNullable(subscription);
  }

  /** Returns {@code server.address} where there is a server. */
  public Optional<String> host() {
    return Optional.ofNullable(host);
  }

  /** Returns {@code server.port} where it is known. */
  public OptionalInt port() {
    return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /**
   * Returns {@code messaging.operation.name}.
   *
   * @param operation what is done
   */
  public String name(Operation operation) {
    return operations.getOrDefault(operation, operation.name);
  }

  /** Returns attributes of every span at this address, e.g. {@code aws.sqs.queue.url}. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /**
   * Returns which native attributes of a received event become attributes of its process span: the
   * name of the span's attribute by the native name.
   */
  public Map<String, String> messageAttributes() {
    return messageAttributes;
  }

  /** Collects names. Not thread-safe. */
  public static final class Builder {
    private final String system;
    private final String destination;
    private @Nullable String subscription;
    private @Nullable String host;
    private int port;
    private final Map<Operation, String> operations = new EnumMap<>(Operation.class);
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, String> messageAttributes = new LinkedHashMap<>();

    private Builder(String system, String destination) {
      this.system = Objects.requireNonNull(system, "system");
      this.destination = Objects.requireNonNull(destination, "destination");
    }

    /**
     * Sets {@code messaging.destination.subscription.name}.
     *
     * @param name the subscription on the service
     */
    public Builder subscription(String name) {
      subscription = name;
      return this;
    }

    /**
     * Sets {@code server.address} and {@code server.port}.
     *
     * @param address a host name or an IP address
     * @param number from 1, or 0 when it is not known
     */
    public Builder server(String address, int number) {
      host = address;
      port = number;
      return this;
    }

    /**
     * Names an operation as the service does.
     *
     * @param operation what is done
     * @param name {@code messaging.operation.name}
     */
    public Builder name(Operation operation, String name) {
      operations.put(operation, name);
      return this;
    }

    /**
     * Adds an attribute to every span at this address.
     *
     * @param name of the attribute
     * @param value the same for all events
     */
    public Builder attribute(String name, String value) {
      attributes.put(name, value);
      return this;
    }

    /**
     * Makes a native attribute of received events an attribute of their process spans.
     *
     * @param nativeName as in {@link Received#nativeAttributes()}
     * @param name of the span's attribute
     */
    public Builder messageAttribute(String nativeName, String name) {
      messageAttributes.put(nativeName, name);
      return this;
    }

    /** Returns the names. */
    public TelemetryNames build() {
      return new TelemetryNames(this);
    }
  }
}
