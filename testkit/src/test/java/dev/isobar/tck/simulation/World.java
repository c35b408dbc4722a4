package dev.isobar.tck.simulation;

import dev.isobar.DeadLetter;
import dev.isobar.Delivery;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.PublishResult;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.RejectedEventException;
import dev.isobar.Resource;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import dev.isobar.tck.history.HistoryChecker;
import dev.isobar.tck.history.Op;
import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import dev.isobar.tck.history.Report;
import dev.isobar.test.sim.Fault;
import dev.isobar.test.sim.SimBroker;
import dev.isobar.test.sim.SimPlatform;
import dev.isobar.test.sim.SimProfile;
import dev.isobar.test.sim.Simulation;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One random world: a topology, processes that publish and consume with the real runtime, and what
 * goes wrong meanwhile. At the end everything heals and is drained, and the history is judged.
 */
final class World {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(60);

  final long seed;
  final SimProfile profile;
  final boolean faulty;
  private final SplittableRandom random;
  private final Simulation simulation;
  private final SimBroker broker;
  private final Topology topology;
  private final Recorder recorder;
  private final SimPlatform control;
  private final List<Consumer> consumers = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private int publishing;
  private int processes;
  private int handling;
  private final String publishTimeout;
  private boolean cured;
  private String state = "";

  /** A consuming process with one instance. */
  private static final class Consumer {
    final SimPlatform process;
    final Isobar isobar;

    Consumer(SimPlatform process, Isobar isobar) {
      this.process = process;
      this.isobar = isobar;
    }
  }

  /** What a run leaves behind. */
  record Outcome(
      String world,
      Report report,
      List<String> violations,
      Map<Fault, Integer> fired,
      long steps,
      long traceHash,
      boolean faulty,
      int expiredLeases,
      String history,
      List<String> tail) {}

  private World(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    List<SimProfile> profiles = SimProfile.all();
    this.profile = profiles.get(random.nextInt(profiles.size()));
    this.faulty = random.nextInt(4) > 0;
    this.publishTimeout = List.of("500ms", "3s", "30s").get(random.nextInt(3));
    this.simulation = Simulation.seeded(seed);
    this.broker = SimBroker.in(simulation, profile);
    this.topology = topology();
    this.recorder = new Recorder(simulation, broker, topology, faulty);
    this.control = simulation.process("control");
  }

  static Outcome run(long seed) {
    World world = new World(seed);
    try (Simulation simulation = world.simulation) {
      simulation.run(world.control, world::live);
      world.broker.heal();
      Report report = HistoryChecker.check(world.recorder.history);
      return new Outcome(
          world.toString(),
          report,
          world.broker.violations(),
          world.broker.fired(),
          simulation.steps(),
          simulation.traceHash(),
          world.faulty,
          world.recorder.lost,
          world.recorder.history.toJsonLines(),
          simulation.traceTail());
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(faulty ? "faulty, " : "without faults, ");
    text.append(state);
    for (Consumer consumer : consumers) {
      consumer.isobar.health().components().stream()
          .filter(c -> c.problem().isPresent())
          .forEach(
              c ->
                  text.append("\n  ")
                      .append(consumer.process.name())
                      .append(' ')
                      .append(c.name())
                      .append(' ')
                      .append(c.problem().orElse(""))
                      .append(" since ")
                      .append(c.since()));
    }
    return text.toString();
  }

  private Topology topology() {
    return Topology.builder()
        .topic("ord", t -> t.ordered())
        .subscription("ord-all", s -> s.from("ord").tuning(this::tuned))
        .subscription("ord-even", s -> s.from("ord").where("type = 'even'").tuning(this::tuned))
        .topic("plain")
        .subscription("plain-all", s -> s.from("plain").tuning(this::tuned))
        .subscription("plain-odd", s -> s.from("plain").where("type <> 'even'").tuning(this::tuned))
        .queue("jobs", q -> q.tuning(this::tuned))
        .queue("lane", q -> q.ordered().tuning(this::tuned))
        .build();
  }

  private Tuning tuned(Tuning tuning) {
    return tuning
        .maxAttempts(1 + random.nextInt(5))
        .backoff(millis(50, 2_000), 2, Duration.ofSeconds(10))
        .concurrency(1 + random.nextInt(8))
        .lease(Duration.ofSeconds(5 + random.nextInt(56)))
        .maxLease(Duration.ofSeconds(120))
        .maxHeld(3 + random.nextInt(50));
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least));
  }

  private void live() {
    declare();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      startConsumer();
    }
    int writers = 2 + random.nextInt(3);
    for (int i = 0; i < writers; i++) {
      startWriter("w" + i);
    }
    if (faulty) {
      chaos();
    }
    waitUntil(() -> publishing == 0, Duration.ofMinutes(30));
    heal();
    drain();
    redriveSome();
    drain();
    buryTheDead();
    closeAll();
    recorder.witnessed();
  }

  private void declare() {
    for (Resource resource : topology.resources()) {
      if (resource.kind().consumed()) {
        boolean filtered = resource.from().isPresent() && resource.name().matches(".*-(even|odd)");
        recorder.add(
            Op.of(Kind.SUBSCRIPTION, Phase.INFO)
                .on(resource.name())
                .result(
                    (resource.ordered() ? "ordered" : "unordered") + (filtered ? " filtered" : ""))
                .attempt(resource.tuning().maxAttempts())
                .within(Duration.ofMinutes(30).toNanos() * Recorder.PER_NANO));
      }
    }
  }

  // Consumers.

  private void startConsumer() {
    String name = "c" + ++processes;
    SimPlatform process = simulation.process(name, clock());
    CompletableFuture<Consumer> started = new CompletableFuture<>();
    process.spawn(
        "start",
        () -> {
          Isobar isobar = open(process);
          topology.resources().stream()
              .filter(r -> r.kind().consumed())
              .forEach(r -> isobar.subscribe(r.name(), d -> handle(process, d)));
          started.complete(new Consumer(process, isobar));
        });
    consumers.add(await(started));
  }

  /** Where a monotonic clock begins means nothing; now and then it overflows soon. */
  private long clock() {
    return random.nextInt(4) == 0 ? Long.MAX_VALUE - 30_000_000_000L : random.nextLong();
  }

  private Isobar open(SimPlatform process) {
    while (true) {
      try {
        return Isobar.builder()
            .set("provider", "sim")
            .set("source", "urn:sim")
            .set("topology", "create")
            .set("drain", DRAIN.toSeconds() + "s")
            .set("publish.timeout", publishTimeout)
            .topology(topology)
            .open();
      } catch (IsobarException e) {
        if (!e.retryable()) {
          throw e;
        }
        process.sleep(SECOND);
      }
    }
  }

  private Settlement handle(SimPlatform process, Delivery delivery) {
    long call = recorder.number();
    String who = process.name() + ".h" + call;
    CloudEvent event = delivery.event();
    Op.Builder line =
        Op.of(Kind.HANDLE, Phase.INVOKE)
            .by(who, call)
            .event(event.getId(), Recorder.key(event), 0, Recorder.hash(event))
            .on(delivery.subscription())
            .attempt(delivery.attempt());
    recorder.add(line);
    handling++;
    delivery.onCancel(
        () ->
            recorder.add(
                Op.of(Kind.CANCELLED, Phase.INFO)
                    .by(who, call)
                    .event(event.getId())
                    .on(delivery.subscription())));
    work(process, event);
    String result = decide(event);
    recorder.add(line.phase(Phase.OK).result(result));
    handling--;
    return switch (result) {
      case "complete" -> delivery.complete();
      case "retry" -> random.nextBoolean() ? delivery.retry("flaky") : later(delivery);
      case "reject" -> rejected(delivery);
      default -> throw new IllegalStateException("flaky");
    };
  }

  private Settlement later(Delivery delivery) {
    return delivery.retryAfter(millis(0, 5_000), "flaky");
  }

  private Settlement rejected(Delivery delivery) {
    if (random.nextBoolean()) {
      throw new RejectedEventException("bad");
    }
    return delivery.reject("bad");
  }

  private void work(SimPlatform process, CloudEvent event) {
    int dice = random.nextInt(100);
    if (dice < 60) {
      process.sleep(millis(0, 200));
    } else if (dice < 80) {
      process.sleep(millis(0, 5_000));
    } else if (dice < 82 && !cured) {
      process.sleep(Duration.ofSeconds(random.nextInt(faulty ? 150 : 100)));
    }
  }

  private String decide(CloudEvent event) {
    if (cured) {
      return "complete";
    }
    int nature = Math.floorMod(event.getId().hashCode(), 100);
    if (nature < 4) {
      return "threw";
    }
    if (nature < 8) {
      return "reject";
    }
    int dice = random.nextInt(100);
    return dice < 85 ? "complete" : dice < 93 ? "retry" : "threw";
  }

  // Writers.

  private void startWriter(String name) {
    SimPlatform process = simulation.process(name, clock());
    int events = 10 + random.nextInt(40);
    publishing++;
    process.spawn(
        "writer",
        () -> {
          try (Isobar isobar = open(process)) {
            write(process, isobar, name, events);
            recorder.add(close(process, Phase.INVOKE));
          }
          recorder.add(close(process, Phase.OK));
          publishing--;
        });
  }

  private static Op.Builder close(SimPlatform process, Phase phase) {
    return Op.of(Kind.CLOSE, phase)
        .by(process.name(), 1)
        .within(DRAIN.multipliedBy(3).toNanos() * Recorder.PER_NANO);
  }

  private void write(SimPlatform process, Isobar isobar, String name, int events) {
    List<CompletableFuture<?>> open = new ArrayList<>();
    for (int i = 0; i < events; ) {
      String place = List.of("ord", "plain", "jobs", "lane").get(random.nextInt(4));
      Publisher publisher = isobar.publisher(place);
      switch (random.nextInt(3)) {
        case 0 -> publishOne(publisher, event(name, i++, place));
        case 1 -> open.add(publishLater(process, publisher, event(name, i++, place)));
        default -> {
          List<CloudEvent> batch = new ArrayList<>();
          for (int n = 1 + random.nextInt(6); n > 0; n--) {
            batch.add(event(name, i++, place));
          }
          publishAll(publisher, batch);
        }
      }
      if (random.nextInt(4) == 0) {
        process.sleep(millis(0, 3_000));
      }
    }
    open.forEach(future -> ended(process, future));
  }

  private CloudEvent event(String writer, int number, String place) {
    CloudEventBuilder builder =
        CloudEventBuilder.v1()
            .withId(writer + "-" + number)
            .withSource(URI.create("urn:sim"))
            .withType(random.nextBoolean() ? "even" : "odd")
            .withDataContentType("text/plain")
            .withData(("data of " + writer + "-" + number).getBytes(StandardCharsets.UTF_8));
    if (place.equals("ord") || place.equals("lane") || random.nextInt(3) == 0) {
      boolean shared = random.nextInt(3) == 0;
      builder.withExtension("partitionkey", (shared ? "" : writer) + "k" + random.nextInt(2));
    }
    return builder.build();
  }

  private Op.Builder publish(Publisher publisher, CloudEvent event) {
    String writer = event.getId().split("-")[0];
    String key = Recorder.key(event);
    long number = numbers.merge(publisher.name() + " " + writer + " " + key, 1L, Long::sum);
    Op.Builder line =
        Op.of(Kind.PUBLISH, Phase.INVOKE)
            .by(writer + ".writer", recorder.number())
            .event(event.getId(), key, number, Recorder.hash(event))
            .on(publisher.name())
            .to(recorder.receivers(publisher.name(), event));
    recorder.add(line);
    return line;
  }

  private void publishOne(Publisher publisher, CloudEvent event) {
    Op.Builder line = publish(publisher, event);
    try {
      publisher.publish(event);
      recorder.add(line.phase(Phase.OK));
    } catch (IsobarException e) {
      failed(line, e);
    }
  }

  private CompletableFuture<Receipt> publishLater(
      SimPlatform process, Publisher publisher, CloudEvent event) {
    Op.Builder line = publish(publisher, event);
    CompletableFuture<Receipt> future = publisher.publishAsync(event);
    future.whenComplete(
        (receipt, failure) -> {
          if (failure == null) {
            recorder.add(line.phase(Phase.OK));
          } else {
            failed(line, isobarException(failure));
          }
        });
    return future;
  }

  private void publishAll(Publisher publisher, List<CloudEvent> batch) {
    List<Op.Builder> lines = batch.stream().map(e -> publish(publisher, e)).toList();
    List<PublishResult> results = publisher.publishAll(batch);
    for (int i = 0; i < batch.size(); i++) {
      if (results.get(i).stored()) {
        recorder.add(lines.get(i).phase(Phase.OK));
      } else {
        failed(lines.get(i), results.get(i).failure().orElseThrow());
      }
    }
  }

  private void failed(Op.Builder line, IsobarException failure) {
    boolean known = failure.outcome() == IsobarException.Outcome.NOT_STORED;
    recorder.add(line.phase(known ? Phase.FAIL : Phase.INFO).error(failure.code().name()));
  }

  private static IsobarException isobarException(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof IsobarException ours) {
      return ours;
    }
    throw new IllegalStateException("a publish failed with something else", failure);
  }

  private void ended(SimPlatform process, CompletableFuture<?> future) {
    try {
      process.await(future.handle((r, e) -> ""), Duration.ofMinutes(5));
    } catch (TimeoutException | InterruptedException e) {
      throw new IllegalStateException("a publish never ended", e);
    }
  }

  // What goes wrong.

  private void chaos() {
    for (int i = 0; i < 3 + random.nextInt(5); i++) {
      control.sleep(millis(0, 5_000));
      if (random.nextInt(4) > 0) {
        switch (random.nextInt(8)) {
          case 0 -> kill();
          case 1 -> freeze();
          case 2 -> replaceOne();
          case 3 -> shiftOneClock();
          default -> misbehave();
        }
      }
    }
  }

  private Consumer victim() {
    return consumers.get(random.nextInt(consumers.size()));
  }

  private void kill() {
    Consumer victim = victim();
    recorder.fault(Phase.INFO, "kill", victim.process.name(), "");
    victim.process.kill();
    consumers.remove(victim);
    startConsumer();
  }

  private void freeze() {
    Consumer victim = victim();
    recorder.fault(Phase.INVOKE, "pause", victim.process.name(), "");
    victim.process.freeze();
    control.sleep(millis(100, 90_000));
    victim.process.thaw();
    control.sleep(SECOND.multipliedBy(5));
    recorder.fault(Phase.OK, "pause", victim.process.name(), "");
  }

  private void replaceOne() {
    Consumer old = victim();
    consumers.remove(old);
    CompletableFuture<Void> closed = close(old);
    startConsumer();
    await(closed);
  }

  private CompletableFuture<Void> close(Consumer consumer) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    consumer.process.spawn(
        "close",
        () -> {
          recorder.add(close(consumer.process, Phase.INVOKE));
          consumer.isobar.close();
          recorder.add(close(consumer.process, Phase.OK));
          closed.complete(null);
        });
    return closed;
  }

  private void shiftOneClock() {
    Consumer consumer = victim();
    consumer.process.shiftWallClock(Duration.ofHours(random.nextInt(100) - 50));
  }

  private void misbehave() {
    List<Fault> kinds = List.of(Fault.values());
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      Fault kind = kinds.get(random.nextInt(kinds.size()));
      double odds = kind == Fault.STALL ? 0.01 : 0.02 + 0.3 * random.nextDouble();
      broker.inject(kind, odds);
    }
    control.sleep(millis(1_000, 10_000));
    broker.heal();
  }

  // The end.

  private void heal() {
    broker.heal();
    recorder.add(Op.of(Kind.HEAL, Phase.INFO));
  }

  private void drain() {
    boolean quiet = waitUntil(() -> broker.backlog() == 0 && handling() == 0, DRAINED_WITHIN);
    recorder.add(Op.of(Kind.DRAIN, quiet ? Phase.OK : Phase.INFO));
    state += quiet ? "" : "\nnot drained: " + broker.describe() + simulation.waiting();
  }

  private int handling() {
    return faulty ? 0 : handling;
  }

  private boolean waitUntil(Supplier<Boolean> condition, Duration limit) {
    long begun = simulation.nanoTime();
    while (!condition.get()) {
      if (simulation.nanoTime() - begun > limit.toNanos()) {
        return false;
      }
      control.sleep(SECOND);
    }
    return true;
  }

  private void redriveSome() {
    cured = true;
    eachConsumed(
        (isobar, resource) -> {
          List<DeadLetter> letters = isobar.deadLetters(resource.name()).browse(1_000);
          List<DeadLetter> chosen =
              letters.stream().filter(l -> l.event().getId().hashCode() % 2 == 0).toList();
          if (!chosen.isEmpty()) {
            redrive(isobar, resource, chosen);
          }
        });
  }

  /** Two dead letters of one event go back as one. */
  private void redrive(Isobar isobar, Resource resource, List<DeadLetter> chosen) {
    Map<String, Op.Builder> lines = new LinkedHashMap<>();
    for (DeadLetter letter : chosen) {
      String id = letter.event().getId();
      Op.Builder line =
          Op.of(Kind.REDRIVE, Phase.INVOKE)
              .by("admin.1", recorder.number())
              .event(id)
              .on(resource.name());
      recorder.add(line);
      lines.put(id, line);
    }
    var result = isobar.deadLetters(resource.name()).redrive(chosen);
    if (result.matched() != lines.size() || result.failed() != 0) {
      throw new IllegalStateException(
          profile + " of " + chosen + " " + result + "\n" + broker.describe());
    }
    lines.values().forEach(line -> recorder.add(line.phase(Phase.OK)));
  }

  private void buryTheDead() {
    eachConsumed(
        (isobar, resource) -> {
          for (DeadLetter letter : isobar.deadLetters(resource.name()).browse(1_000)) {
            CloudEvent event = letter.event();
            recorder.add(
                Op.of(Kind.DEAD_LETTER, Phase.OK)
                    .event(event.getId(), Recorder.key(event), 0, Recorder.hash(event))
                    .on(resource.name())
                    .result(letter.cause().name().toLowerCase(java.util.Locale.ROOT))
                    .attempt(letter.attempts())
                    .error(letter.origin()));
          }
        });
  }

  private interface Visit {
    void visit(Isobar isobar, Resource resource);
  }

  private void eachConsumed(Visit visit) {
    Consumer consumer = consumers.get(0);
    CompletableFuture<Void> done = new CompletableFuture<>();
    consumer.process.spawn(
        "admin",
        () -> {
          topology.resources().stream()
              .filter(r -> r.kind().consumed())
              .forEach(r -> visit.visit(consumer.isobar, r));
          done.complete(null);
        });
    await(done);
  }

  private void closeAll() {
    for (Consumer consumer : consumers) {
      await(close(consumer));
    }
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      return control.await(future, Duration.ofHours(1));
    } catch (TimeoutException | InterruptedException e) {
      throw new IllegalStateException("not done within an hour:" + simulation.waiting(), e);
    }
  }
}
