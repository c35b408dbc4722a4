package dev.isobar.runtime.receive;

import dev.isobar.Delivery;
import dev.isobar.EventType;
import dev.isobar.Handler;
import dev.isobar.Health;
import dev.isobar.Interceptor;
import dev.isobar.Resource;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import dev.isobar.runtime.health.HealthRegister;
import dev.isobar.runtime.telemetry.ReceiveTelemetry;
import dev.isobar.runtime.testing.ManualPlatform;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Part;
import dev.isobar.spi.Received;
import dev.isobar.spi.Story;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** An engine over a scripted provider and a manual platform. */
final class EngineFixture {
  final ManualPlatform platform = new ManualPlatform(1);
  final HealthRegister health = new HealthRegister(platform);
  final List<String> handled = new ArrayList<>();
  final List<Story> stories = new ArrayList<>();
  final ScriptedProvider provider;
  final SubscriberEngine engine;
  Handler handler = Delivery::complete;
  Function<Story, CompletionStage<?>> store = story -> CompletableFuture.completedFuture(null);
  private final List<Address> addresses;
  private AssertionError failed;
  private final Map<String, Integer> leases = new HashMap<>();

  /** What an engine is made with. */
  static final class Setup {
    private final boolean ordered;
    private Tuning tuning = Tuning.defaults().backoffJitter(0);
    private final Capabilities.Builder capabilities =
        Capabilities.builder().ordered(Capabilities.OrderedBatch.MANY_PER_KEY);
    private Predicate<CloudEvent> residual = event -> true;
    private final List<Interceptor> interceptors = new ArrayList<>();
    private boolean separateReturn;
    private boolean pulling;

    private Setup(boolean ordered) {
      this.ordered = ordered;
    }

    Setup tuning(UnaryOperator<Tuning> change) {
      tuning = change.apply(tuning);
      return this;
    }

    Setup provider(Consumer<Capabilities.Builder> change) {
      change.accept(capabilities);
      return this;
    }

    Setup residual(Predicate<CloudEvent> accepts) {
      residual = accepts;
      return this;
    }

    Setup interceptor(Interceptor interceptor) {
      interceptors.add(interceptor);
      return this;
    }

    Setup separateReturn() {
      separateReturn = true;
      return this;
    }

    Setup pulling() {
      pulling = true;
      return this;
    }

    /** An engine that has asked for events. */
    EngineFixture start() {
      EngineFixture fixture = created();
      fixture.engine.start();
      fixture.platform.run();
      return fixture;
    }

    EngineFixture created() {
      return new EngineFixture(this);
    }
  }

  private EngineFixture(Setup setup) {
    provider = new ScriptedProvider(setup.capabilities.build());
    Resource billing = resource(setup);
    Address main = provider.address(billing, Part.MAIN);
    addresses =
        setup.separateReturn
            ? List.of(main, provider.address(billing, Part.RETURN))
            : List.of(main);
    ReceiveContext context =
        new ReceiveContext(
            platform,
            provider,
            billing,
            addresses,
            provider.capabilities(main),
            setup.residual,
            (received, event, story) -> {
              stories.add(story);
              return store.apply(story);
            },
            new TestEvents(),
            health.component("subscriber billing"),
            ReceiveTelemetry.NONE);
    engine =
        setup.pulling
            ? SubscriberEngine.pulling(context)
            : SubscriberEngine.pushing(context, Work.of(this::handle, setup.interceptors));
  }

  static Setup unordered() {
    return new Setup(false);
  }

  static Setup ordered() {
    return new Setup(true);
  }

  private static Resource resource(Setup setup) {
    return Topology.builder()
        .topic("orders", t -> t.ordered(setup.ordered))
        .subscription("billing", s -> s.from("orders").tuning(t -> setup.tuning))
        .build()
        .find("billing")
        .orElseThrow();
  }

  private Settlement handle(Delivery delivery) throws Exception {
    handled.add(delivery.event().getId() + "#" + delivery.attempt());
    try {
      return handler.handle(delivery);
    } catch (AssertionError failure) {
      failed = failure;
      throw failure;
    }
  }

  /** "1", "2", ... */
  static String[] ids(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  /** The receiver that was opened last. */
  ScriptedReceiver receiver() {
    return provider.receivers.get(provider.receivers.size() - 1);
  }

  ScriptedReceiver receiver(int index) {
    return provider.receivers.get(index);
  }

  /** Pushes events without a key, delivered for the first time. */
  void push(String... ids) {
    List<Received> batch = new ArrayList<>();
    for (String id : ids) {
      batch.add(received(id, null, 1));
    }
    push(receiver(), batch);
  }

  /** Pushes events of one key, delivered for the first time. */
  void pushKey(String key, String... ids) {
    List<Received> batch = new ArrayList<>();
    for (String id : ids) {
      batch.add(received(id, key, 1));
    }
    push(receiver(), batch);
  }

  /** Pushes an event that was received before. */
  void pushAgain(String id, int receiveCount) {
    push(receiver(), List.of(received(id, null, receiveCount)));
  }

  void push(ScriptedReceiver receiver, List<Received> batch) {
    receiver.inbound.received(batch);
    platform.run();
  }

  Received received(String id, String key, int receiveCount) {
    int number = leases.merge(id, 1, Integer::sum);
    WireMessage message =
        new WireMessage(id.getBytes(StandardCharsets.UTF_8), null, Map.of(), key, "");
    return Received.of(new ScriptedReceiver.TestLease(id, number), message, "native-" + id)
        .receiveCount(receiveCount)
        .build();
  }

  /** Lets as many handlers run as are wanted now; an assertion that failed in one fails here. */
  void runHandlers() {
    while (platform.runHandler()) {}
    if (failed != null) {
      throw failed;
    }
  }

  void advance(Duration by) {
    platform.advance(by);
  }

  /** Lets time pass in small steps, running handlers as soon as they are wanted. */
  void live(Duration by) {
    runHandlers();
    for (long passed = 0; passed < by.toMillis(); passed += 100) {
      advance(Duration.ofMillis(100));
      runHandlers();
    }
  }

  CompletableFuture<Void> close(Duration drain) {
    CompletableFuture<Void> closed = engine.close(drain).toCompletableFuture();
    platform.run();
    return closed;
  }

  /** What is logged meanwhile, and nowhere else. */
  static String logOf(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }

  Health.Component component() {
    return health.snapshot().components().get(0);
  }

  Health.Status status() {
    return component().status();
  }

  /** Reads the id from the body; typed data is the id, and "bad" cannot be read. */
  private static final class TestEvents implements EventSupport {
    @Override
    public CloudEvent decode(Received received, Address from) {
      CloudEventBuilder event =
          CloudEventBuilder.v1()
              .withId(new String(received.message().body(), StandardCharsets.UTF_8))
              .withSource(URI.create("/test"))
              .withType("com.acme.test");
      String key = received.message().key();
      return (key == null ? event : event.withExtension("partitionkey", key)).build();
    }

    @Override
    public <T> T read(CloudEvent event, EventType<T> type) {
      if (event.getId().equals("bad")) {
        throw new IllegalStateException("not JSON");
      }
      return type.dataClass().cast(event.getId());
    }

    @Override
    public <T> CloudEventBuilder derive(CloudEvent cause, EventType<T> type, T data) {
      throw new UnsupportedOperationException();
    }
  }
}
