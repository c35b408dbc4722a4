package dev.isobar.runtime;

import dev.isobar.BatchHandler;
import dev.isobar.DeadLetters;
import dev.isobar.ErrorCode;
import dev.isobar.EventConsumer;
import dev.isobar.EventHandler;
import dev.isobar.EventType;
import dev.isobar.Explanation;
import dev.isobar.Handler;
import dev.isobar.Health;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Publisher;
import dev.isobar.Resource;
import dev.isobar.Router;
import dev.isobar.Subscriber;
import dev.isobar.codec.DeadLetterStory;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.config.Settings;
import dev.isobar.runtime.deadletter.RuntimeDeadLetters;
import dev.isobar.runtime.platform.ShutdownHook;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.publish.Outbound;
import dev.isobar.runtime.publish.PendingBytes;
import dev.isobar.runtime.publish.RuntimePublisher;
import dev.isobar.runtime.publish.SendPolicy;
import dev.isobar.runtime.receive.ReceiveContext;
import dev.isobar.runtime.receive.SubscriberEngine;
import dev.isobar.runtime.receive.Work;
import dev.isobar.runtime.topology.Explainer;
import dev.isobar.spi.Address;
import dev.isobar.spi.Part;
import dev.isobar.spi.Setting;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open instance. */
final class RuntimeIsobar implements Isobar {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar");
  private static final int MOST_IN_BATCH = 1_000;
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);
  private static final Duration SHORTEST_FLUSH = Duration.ofMillis(500);

  private final Assembly parts;
  private final Duration drain;
  private final Map<String, RuntimePublisher> publishers = new ConcurrentHashMap<>();
  private final Map<Address, Outbound> outbounds = new ConcurrentHashMap<>();
  private final Map<String, SubscriberEngine> pollers = new ConcurrentHashMap<>();
  private final Set<RuntimeSubscriber> subscribers = new CopyOnWriteArraySet<>();
  private final Set<Work> polls = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  RuntimeIsobar(Assembly parts) {
    this.parts = parts;
    this.drain = parts.configuration().get(Settings.DRAIN);
  }

  @Override
  public Publisher publisher(String name) {
    RuntimePublisher known = publishers.get(name);
    if (known != null && !closing.get()) {
      return known;
    }
    Resource resource = find(name, "published to", r -> r.kind().published());
    if (!parts.residuals().fedByExactRoutesOnly(name)) {
      throw new IsobarException(
          ErrorCode.UNSUPPORTED,
          resource
              + " is fed by a route whose filter this provider cannot install exactly, so"
              + " events published to it directly would be filtered too; publish to the bus, or"
              + " give the route a filter that is native here (see explain())");
    }
    RuntimePublisher publisher = publishers.computeIfAbsent(name, n -> newPublisher(resource));
    checkOpen("publish to " + name);
    return publisher;
  }

  private RuntimePublisher newPublisher(Resource resource) {
    Address address = parts.places().of(resource, Part.MAIN);
    return new RuntimePublisher(
        parts.platform(),
        parts.typed(),
        parts.builder().enrichers(),
        outbound(address, parts.pending(), "publisher " + resource.name()),
        parts.driver().capabilities(address),
        nativeLimits());
  }

  private boolean nativeLimits() {
    return parts.configuration().get(Settings.LIMITS) == Settings.LimitsMode.NATIVE;
  }

  private Outbound outbound(Address address, PendingBytes budget, String component) {
    return outbounds.computeIfAbsent(
        address,
        a ->
            new Outbound(
                parts.platform(),
                parts.driver(),
                a,
                budget,
                parts.health().component(component),
                SendPolicy.retrying(timeout()),
                parts.telemetry().sending(a)));
  }

  private Duration timeout() {
    return parts.configuration().get(Settings.PUBLISH_TIMEOUT);
  }

  @Override
  public <T> Subscriber subscribe(String name, EventType<T> type, EventConsumer<T> consumer) {
    return start(name, type.type(), work(Router.builder().on(type, consumer).build()));
  }

  @Override
  public <T> Subscriber subscribe(String name, EventType<T> type, EventHandler<T> handler) {
    return start(name, type.type(), work(Router.builder().on(type, handler).build()));
  }

  @Override
  public Subscriber subscribe(String name, Handler handler) {
    return start(name, RuntimeSubscriber.ANY_TYPE, work(handler));
  }

  @Override
  public Subscriber subscribeBatch(String name, int max, BatchHandler handler) {
    Objects.requireNonNull(handler, "handler");
    checkBatch("subscribeBatch", max);
    return start(name, RuntimeSubscriber.ANY_TYPE, Work.of(max, handler));
  }

  private Work work(Handler handler) {
    return Work.of(Objects.requireNonNull(handler, "handler"), parts.builder().interceptors());
  }

  private Subscriber start(String name, String type, Work work) {
    Resource resource = find(name, "subscribed", r -> r.kind().consumed());
    checkOpen("subscribe to " + name);
    SubscriberEngine engine =
        SubscriberEngine.pushing(context(resource, "subscriber " + name), work);
    RuntimeSubscriber subscriber =
        new RuntimeSubscriber(name, type, engine, work, parts.platform(), drain, this::ended);
    checkNoOtherType(subscriber);
    subscribers.add(subscriber);
    checkOpen("subscribe to " + name);
    engine.start();
    LOG.info("subscriber {} is started", name);
    return subscriber;
  }

  /** Subscribers compete: each would take events of the other's type and not handle them. */
  private void checkNoOtherType(RuntimeSubscriber wanted) {
    subscribers.stream()
        .filter(wanted::takesEventsOf)
        .findFirst()
        .ifPresent(
            other -> {
              throw new IsobarException(
                  ErrorCode.INVALID_ARGUMENT,
                  wanted.name()
                      + " already has a subscriber for event type "
                      + other.type()
                      + ", and "
                      + wanted.type()
                      + " was to get another one; each would take the other's events, so handle"
                      + " both types with one Router, or give each type a subscription of its own");
            });
  }

  private void ended(RuntimeSubscriber subscriber) {
    subscribers.remove(subscriber);
    boolean last = subscribers.stream().noneMatch(s -> s.name().equals(subscriber.name()));
    if (last) {
      parts.health().remove(subscriber.toString());
    }
  }

  private ReceiveContext context(Resource resource, String component) {
    List<Address> inlets = parts.places().inlets(resource);
    return new ReceiveContext(
        parts.platform(),
        parts.driver(),
        resource,
        inlets,
        parts.driver().capabilities(inlets.get(0)),
        parts.residuals().of(resource).matcher(),
        deadLetterSink(resource),
        parts.events(),
        parts.health().component(component),
        parts.telemetry().receiving(inlets, parts.places().of(resource, Part.DEAD_LETTER)));
  }

  private ReceiveContext.DeadLetterSink deadLetterSink(Resource resource) {
    Address place = parts.places().of(resource, Part.DEAD_LETTER);
    return (received, event, story) -> {
      String deduplication = DeduplicationIds.of(event, received.nativeId());
      WireMessage letter = DeadLetterStory.withStory(received.message(), story, deduplication);
      return unbounded(place).resend(event, letter);
    };
  }

  private Outbound unbounded(Address address) {
    return outbound(
        address,
        PendingBytes.unbounded(parts.platform()),
        (address.part() == Part.RETURN ? "redrive to " : "dead letters of ")
            + address.resource().name());
  }

  @Override
  public int poll(String name, int max, Duration wait, BatchHandler handler) {
    Objects.requireNonNull(handler, "handler");
    checkBatch("poll", max);
    if (wait.isNegative() || wait.compareTo(LONGEST_POLL) > 0) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "poll was given a wait of "
              + Setting.print(wait)
              + "; it must be from zero to "
              + Setting.print(LONGEST_POLL));
    }
    Resource resource = find(name, "polled", r -> r.kind().consumed());
    checkOpen("poll " + name);
    SubscriberEngine engine = pollers.computeIfAbsent(name, n -> newPoller(resource));
    checkOpen("poll " + name);
    Work work = Work.of(max, handler);
    polls.add(work);
    try {
      return engine.poll(work, wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IsobarException(
          ErrorCode.CANCELLED, "interrupted while polling " + name + "; nothing is lost", e);
    } finally {
      polls.remove(work);
    }
  }

  private SubscriberEngine newPoller(Resource resource) {
    SubscriberEngine engine =
        SubscriberEngine.pulling(context(resource, "poller " + resource.name()));
    engine.start();
    return engine;
  }

  @Override
  public DeadLetters deadLetters(String name) {
    Resource resource = find(name, "asked for dead letters", r -> r.kind().consumed());
    checkOpen("look at the dead letters of " + name);
    Outbound back = unbounded(parts.places().of(resource, Part.RETURN));
    return new RuntimeDeadLetters(
        () -> checkOpen("look at the dead letters of " + name),
        parts.platform(),
        parts.driver(),
        parts.places().of(resource, Part.DEAD_LETTER),
        parts.events().letters(back));
  }

  @Override
  public Explanation explain() {
    return new Explainer(
            parts.configuration().provider().name(),
            parts.driver(),
            parts.places(),
            parts.residuals(),
            parts.unverified(),
            nativeLimits())
        .explain(parts.configuration().topology().used());
  }

  @Override
  public Health health() {
    return parts.health().snapshot();
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return parts.driver().unwrap(nativeType);
  }

  @Override
  public void awaitShutdown() {
    ShutdownHook hook = new ShutdownHook(this::close);
    try {
      Stages.answer(parts.platform(), closed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      hook.withdraw();
    }
  }

  @Override
  public void close() {
    boolean fromHandler = calledByUs();
    if (closing.compareAndSet(false, true)) {
      List<CompletionStage<Void>> drains = stopReceiving();
      if (fromHandler) {
        parts.platform().blocking().execute(() -> shutDown(drains));
      } else {
        shutDown(drains);
      }
    } else if (!fromHandler) {
      if (Stages.end(parts.platform(), closed)) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Whether a handler or a callback of ours runs on this thread: waiting here would wait for it.
   */
  private boolean calledByUs() {
    return subscribers.stream().anyMatch(RuntimeSubscriber::inside)
        || polls.stream().anyMatch(Work::inside)
        || outbounds.values().stream().anyMatch(Outbound::inside);
  }

  /** From here on no handler starts, also when it is a handler that closes. */
  private List<CompletionStage<Void>> stopReceiving() {
    List<CompletionStage<Void>> drains = new ArrayList<>();
    subscribers.forEach(subscriber -> drains.add(subscriber.drain(drain)));
    pollers.values().forEach(poller -> drains.add(poller.close(drain)));
    return drains;
  }

  /**
   * The order of promise 8: receive no more, give back, let handlers finish, flush, disconnect. An
   * interrupt does not cut it short, because the drain time bounds it.
   */
  private void shutDown(List<CompletionStage<Void>> drains) {
    boolean interrupted = Thread.interrupted();
    long start = parts.platform().nanoTime();
    try {
      interrupted |= waitFor(drains);
      Duration left = drain.minusNanos(parts.platform().nanoTime() - start);
      Duration patience = left.compareTo(SHORTEST_FLUSH) < 0 ? SHORTEST_FLUSH : left;
      List<CompletionStage<Void>> flushes = new ArrayList<>();
      outbounds.entrySet().stream()
          .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
          .forEach(entry -> flushes.add(entry.getValue().close(patience)));
      interrupted |= waitFor(flushes);
    } finally {
      parts.health().close();
      parts.telemetry().close();
      parts.driver().close();
      closed.complete(null);
      parts.platform().close();
      String instance = parts.configuration().instance();
      LOG.info("isobar{} is closed", instance.isEmpty() ? "" : " " + instance);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean waitFor(List<CompletionStage<Void>> stages) {
    boolean interrupted = false;
    for (CompletionStage<Void> stage : stages) {
      interrupted |= Stages.end(parts.platform(), stage);
    }
    return interrupted;
  }

  private Resource find(String name, String verb, Predicate<Resource> kind) {
    return parts.configuration().topology().used().stream()
        .filter(r -> r.name().equals(name) && kind.test(r))
        .findFirst()
        .orElseThrow(() -> new NotFound(parts.configuration().topology()).error(name, verb, kind));
  }

  private void checkOpen(String what) {
    if (closing.get()) {
      throw new IsobarException(
          ErrorCode.CANCELLED, "cannot " + what + ": this instance is closed; open another one");
    }
  }

  private static void checkBatch(String verb, int max) {
    if (max < 1 || max > MOST_IN_BATCH) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          verb + " was given max " + max + "; it must be from 1 to " + MOST_IN_BATCH);
    }
  }
}
