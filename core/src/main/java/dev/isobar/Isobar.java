package dev.isobar;

import io.cloudevents.CloudEvent;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one provider: publishes, subscribes, explains itself and drains. Thread-safe;
 * several instances live side by side.
 *
 * <p>Which provider carries the events is a word in the configuration: {@code isobar.properties} on
 * the class path or in the working directory, then environment variables {@code ISOBAR_*}, then
 * system properties {@code -Disobar.*}, then {@link Builder#set}; the later wins.
 */
public interface Isobar extends AutoCloseable {

  /**
   * Opens an instance with the configuration of its surroundings.
   *
   * @param topology what this service uses; the configuration may declare more
   * @return the open instance; close it
   * @throws IsobarException INVALID_ARGUMENT listing every problem of the configuration, NOT_FOUND
   *     or CONFLICT listing resources that are missing or differ, UNAVAILABLE, PERMISSION_DENIED,
   *     UNSUPPORTED
   */
  static Isobar open(Topology topology) {
    return builder().topology(topology).open();
  }

  /** Returns a builder for an instance with settings, hooks or a name of its own. */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the publisher of a topic, queue or bus; the same one every time.
   *
   * @param name a logical name
   * @throws IsobarException NOT_FOUND when nothing of this name takes events
   */
  Publisher publisher(String name);

  /**
   * Starts a subscriber whose handler completes an event by returning and retries it by throwing. A
   * reference to an overloaded method, e.g. {@code list::add}, fits both shapes of handler, so the
   * compiler refuses it: write the lambda.
   *
   * @param name the logical name of a subscription or queue
   * @param type the type of its events; others follow the {@code unhandled} policy, so use one
   *     {@link Router} where several types arrive
   * @param consumer the handler
   * @param <T> the class of the data
   * @return the running subscriber; it also ends with this instance
   * @throws IsobarException NOT_FOUND when nothing of this name can be subscribed; INVALID_ARGUMENT
   *     when this instance has a subscriber for another type there, as each would take the other's
   *     events
   */
  <T> Subscriber subscribe(String name, EventType<T> type, EventConsumer<T> consumer);

  /**
   * Starts a subscriber whose handler decides how each event is settled.
   *
   * @param name the logical name of a subscription or queue
   * @param type the type of its events; others follow the {@code unhandled} policy, so use one
   *     {@link Router} where several types arrive
   * @param handler the handler
   * @param <T> the class of the data
   * @return the running subscriber; it also ends with this instance
   * @throws IsobarException NOT_FOUND when nothing of this name can be subscribed; INVALID_ARGUMENT
   *     when this instance has a subscriber for another type there, as each would take the other's
   *     events
   */
  <T> Subscriber subscribe(String name, EventType<T> type, EventHandler<T> handler);

  /**
   * Starts a subscriber that handles events of any type; a {@link Router} is such a handler.
   *
   * @param name the logical name of a subscription or queue
   * @param handler the handler
   * @return the running subscriber; it also ends with this instance
   * @throws IsobarException NOT_FOUND when nothing of this name can be subscribed
   */
  Subscriber subscribe(String name, Handler handler);

  /**
   * Starts a subscriber that handles several events in one call. A batch is what is ready, without
   * waiting for more; of an ordered subscription it holds at most one event per key.
   *
   * @param name the logical name of a subscription or queue
   * @param max the largest batch, from 1 to 1,000
   * @param handler the handler
   * @return the running subscriber; it also ends with this instance
   * @throws IsobarException NOT_FOUND when nothing of this name can be subscribed
   */
  Subscriber subscribeBatch(String name, int max, BatchHandler handler);

  /**
   * Receives one batch and settles it when the handler returns. Retries are held by this instance
   * and come back from a later poll; closing releases them.
   *
   * @param name the logical name of a subscription or queue
   * @param max the largest batch, from 1 to 1,000
   * @param wait for how long to wait for the first event, from zero to 20 seconds
   * @param handler called on this thread, unless nothing came
   * @return how many events the handler was given
   * @throws IsobarException as the call to the provider fails, or CANCELLED when interrupted
   */
  int poll(String name, int max, Duration wait, BatchHandler handler);

  /**
   * Returns the dead letters of a subscription or queue.
   *
   * @param name a logical name
   * @throws IsobarException NOT_FOUND when nothing of this name can be subscribed
   */
  DeadLetters deadLetters(String name);

  /** Returns what is done with each resource on this provider. */
  Explanation explain();

  /** Returns how this instance fares now. Never blocks. */
  Health health();

  /**
   * Returns the provider's own client, e.g. an {@code SqsClient}.
   *
   * @param nativeType the wanted class
   * @param <N> the wanted class
   * @return the client, which this instance owns and closes, or empty
   */
  <N> Optional<N> unwrap(Class<N> nativeType);

  /**
   * Waits until this instance is closed or the process is told to end (SIGTERM, SIGINT), in which
   * case it drains first. Returns at once when interrupted, with the flag set.
   */
  void awaitShutdown();

  /**
   * Stops receiving, gives back what no handler has seen, lets handlers finish within the drain
   * time, flushes acknowledgements and pending publishes, then disconnects. Idempotent.
   */
  @Override
  void close();

  /** What the runtime implements; found by {@link ServiceLoader}. Not for applications. */
  interface Opener {
    /**
     * Opens an instance.
     *
     * @param builder the finished builder
     * @return the open instance
     */
    Isobar open(Builder builder);
  }

  /** Collects what an instance is opened with. Not thread-safe. */
  final class Builder {
    private String name = "";
    private Topology topology = Topology.empty();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Interceptor> interceptors = new ArrayList<>();
    private final List<UnaryOperator<CloudEvent>> enrichers = new ArrayList<>();
    private @Nullable DataMapper dataMapper;
    private @Nullable OpenTelemetry openTelemetry;

    private Builder() {}

    /**
     * Names the instance: its settings are {@code isobar.instances.<name>.*} over {@code isobar.*}.
     *
     * @param name matches {@code [a-z][a-z0-9-]{0,39}}
     * @return this builder
     */
    public Builder named(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets what this service uses.
     *
     * @param topology the topology
     * @return this builder
     */
    public Builder topology(Topology topology) {
      this.topology = Objects.requireNonNull(topology, "topology");
      return this;
    }

    /**
     * Sets one setting, over every other source.
     *
     * @param key with or without the prefix {@code isobar.}, e.g. {@code provider}
     * @param value its text, as in a properties file
     * @return this builder
     */
    public Builder set(String key, String value) {
      settings.put(
          key.startsWith("isobar.") ? key : "isobar." + key,
          Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Wraps every call of a handler of single events; batch handlers and polls are not wrapped.
     *
     * @param interceptor added inside those added before
     * @return this builder
     */
    public Builder interceptor(Interceptor interceptor) {
      interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
      return this;
    }

    /**
     * Changes every event before it is validated and published, e.g. to add an extension.
     *
     * @param enricher returns the event to publish
     * @return this builder
     */
    public Builder enrich(UnaryOperator<CloudEvent> enricher) {
      enrichers.add(Objects.requireNonNull(enricher, "enricher"));
      return this;
    }

    /**
     * Replaces the mapper of typed data.
     *
     * @param mapper the mapper
     * @return this builder
     */
    public Builder dataMapper(DataMapper mapper) {
      this.dataMapper = Objects.requireNonNull(mapper, "mapper");
      return this;
    }

    /**
     * Emits spans and metrics there instead of to the global OpenTelemetry.
     *
     * @param openTelemetry the telemetry of the application
     * @return this builder
     */
    public Builder openTelemetry(OpenTelemetry openTelemetry) {
      this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
      return this;
    }

    /** Returns the telemetry given in code, or empty for the global one. For the runtime. */
    public Optional<OpenTelemetry> openTelemetry() {
      return Optional.ofNullable(openTelemetry);
    }

    /** Returns the name of the instance, empty for the unnamed one. For the runtime. */
    public String name() {
      return name;
    }

    /** Returns the topology given in code. For the runtime. */
    public Topology topology() {
      return topology;
    }

    /** Returns the settings given in code, by their full keys. For the runtime. */
    public Map<String, String> settings() {
      return Map.copyOf(settings);
    }

    /** Returns the interceptors, outermost first. For the runtime. */
    public List<Interceptor> interceptors() {
      return List.copyOf(interceptors);
    }

    /** Returns the enrichers in the order in which they run. For the runtime. */
    public List<UnaryOperator<CloudEvent>> enrichers() {
      return List.copyOf(enrichers);
    }

    /** Returns the mapper given in code, or empty for the default one. For the runtime. */
    public Optional<DataMapper> dataMapper() {
      return Optional.ofNullable(dataMapper);
    }

    /**
     * Opens the instance.
     *
     * @return the open instance; close it
     * @throws IsobarException as {@link Isobar#open(Topology)}
     */
    public Isobar open() {
      Iterator<Opener> found =
          ServiceLoader.load(Opener.class, Isobar.class.getClassLoader()).iterator();
      if (!found.hasNext()) {
        throw new IsobarException(
            ErrorCode.NOT_FOUND,
            "isobar-core is on the class path without its META-INF/services; keep service files when repackaging jars");
      }
      return found.next().open(this);
    }
  }
}
