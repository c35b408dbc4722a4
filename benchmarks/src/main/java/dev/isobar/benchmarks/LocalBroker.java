package dev.isobar.benchmarks;

import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.Publisher;
import dev.isobar.Subscriber;
import dev.isobar.Topology;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Measures what the local broker promises about speed and memory, beside raw SQLite loops where
 * there is a peer. Slices of both alternate, so that a busy machine hits both; ratios are of
 * neighbouring slices, and the median of all rounds counts.
 *
 * <pre>java -cp benchmarks.jar dev.isobar.benchmarks.LocalBroker [publish consume idle wake start
 * subscriptions backlog]</pre>
 */
public final class LocalBroker {
  private static final int ROUNDS = 7;
  private static final int PUBLISHERS = 64;
  private static final int EVENTS = 20_000;
  private static final int SIZE = 1_024;
  private static final EventType<byte[]> TYPE = EventType.of("com.acme.measured", byte[].class);
  private static final Topology TOPOLOGY =
      Topology.builder().topic("orders").subscription("billing", s -> s.from("orders")).build();

  private final Path folder;

  private LocalBroker(Path folder) {
    this.folder = folder;
  }

  /** Something measured once. */
  @FunctionalInterface
  private interface Measured {
    /** Returns the figure. */
    double once() throws Exception;
  }

  /**
   * Runs the named measurements, or all; children of this program have a word of their own.
   *
   * @param arguments names of measurements
   */
  public static void main(String... arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].startsWith("child-")) {
      child(arguments[0], Path.of(arguments[1]));
      return;
    }
    Path folder = Files.createTempDirectory("isobar-local-broker-");
    try {
      List<String> wanted = List.of(arguments);
      LocalBroker local = new LocalBroker(folder);
      local.run(wanted.isEmpty() ? ALL : wanted);
    } finally {
      delete(folder);
    }
  }

  private static final List<String> ALL =
      List.of("publish", "consume", "idle", "wake", "start", "subscriptions", "backlog");

  private void run(List<String> wanted) throws Exception {
    for (String name : wanted) {
      switch (name) {
        case "publish" -> versus("64 blocked publishers, events/s", this::rawInsert, this::publish);
        case "consume" -> versus("consume a backlog, events/s", this::rawDrain, this::consume);
        case "idle" -> say("idle, publish to handler", median(this::idle), "ms");
        case "wake" -> say("publish to handler of another process", median(this::wake), "ms");
        case "start" -> say("start to first stored event", median(this::start), "ms");
        case "subscriptions" -> say("1,000 idle subscriptions", spawn("child-subscriptions"));
        case "backlog" -> say("1 M events, -Xmx64m", spawn("child-backlog"));
        default -> throw new IllegalArgumentException(name + " is none of " + ALL);
      }
    }
  }

  private void versus(String name, Measured peer, Measured ours) throws Exception {
    double[] ratios = new double[ROUNDS];
    double[] rates = new double[ROUNDS];
    peer.once();
    ours.once();
    for (int i = 0; i < ROUNDS; i++) {
      double raw = peer.once();
      rates[i] = ours.once();
      ratios[i] = rates[i] / raw;
    }
    Arrays.sort(ratios);
    Arrays.sort(rates);
    say(
        name,
        String.format(
            Locale.ROOT,
            "%,.0f; to raw SQLite %.2f [%.2f..%.2f]",
            rates[ROUNDS / 2],
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1]));
  }

  private static double median(Measured measured) throws Exception {
    double[] values = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      values[i] = measured.once();
    }
    Arrays.sort(values);
    return values[ROUNDS / 2];
  }

  private static void say(String name, double value, String unit) {
    say(name, String.format(Locale.ROOT, "median %.2f %s", value, unit));
  }

  private static void say(String name, String figures) {
    System.out.printf("%-40s %s%n", name, figures);
  }

  private double rawInsert() throws Exception {
    try (RawSqlite raw = new RawSqlite(newFile(), ATTRIBUTES, new byte[SIZE])) {
      long begin = System.nanoTime();
      raw.insert(EVENTS);
      return rate(EVENTS, begin);
    }
  }

  private double rawDrain() throws Exception {
    try (RawSqlite raw = new RawSqlite(newFile(), ATTRIBUTES, new byte[SIZE])) {
      raw.insert(EVENTS);
      long begin = System.nanoTime();
      raw.drain();
      return rate(EVENTS, begin);
    }
  }

  private double publish() throws Exception {
    try (Isobar isobar = open(newFile())) {
      Publisher publisher = isobar.publisher("orders");
      AtomicLong left = new AtomicLong(EVENTS);
      List<Thread> threads = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < PUBLISHERS; i++) {
        Thread thread =
            new Thread(
                () -> {
                  for (long n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
                    publisher.publish(event(n));
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      return rate(EVENTS, begin);
    }
  }

  private double consume() throws Exception {
    Path file = newFile();
    try (Isobar isobar = open(file)) {
      fill(isobar, EVENTS);
    }
    try (Isobar isobar = open(file)) {
      long begin = System.nanoTime();
      drain(isobar, EVENTS);
      return rate(EVENTS, begin);
    }
  }

  /** Handles events and returns when all are settled. */
  private static void drain(Isobar isobar, int events) throws InterruptedException {
    CountDownLatch handled = new CountDownLatch(events);
    Subscriber subscriber = isobar.subscribe("billing", TYPE, data -> handled.countDown());
    handled.await();
    subscriber.close();
  }

  private static void fill(Isobar isobar, int events) {
    Publisher publisher = isobar.publisher("orders");
    for (int i = 0; i < events; i += 500) {
      List<CloudEvent> batch = new ArrayList<>();
      for (int n = i; n < Math.min(events, i + 500); n++) {
        batch.add(event(n));
      }
      publisher.publishAll(batch);
    }
  }

  /** Milliseconds from publishing to the handler, when nothing else goes on; a median of 101. */
  private double idle() throws Exception {
    try (Isobar isobar = open(newFile())) {
      LinkedBlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
      isobar.subscribe("billing", TYPE, data -> arrived.add(System.nanoTime()));
      Publisher publisher = isobar.publisher("orders");
      double[] millis = new double[101];
      for (int i = 0; i < millis.length; i++) {
        long sent = System.nanoTime();
        publisher.publish(event(i));
        millis[i] = (arrived.take() - sent) / 1e6;
      }
      Arrays.sort(millis);
      return millis[millis.length / 2];
    }
  }

  /** Milliseconds from publishing in another process to the handler here; a median of 41. */
  private double wake() throws Exception {
    Path file = newFile();
    try (Isobar isobar = open(file)) {
      Semaphore next = new Semaphore(1);
      LinkedBlockingQueue<Double> millis = new LinkedBlockingQueue<>();
      isobar.subscribe(
          "billing",
          TYPE,
          data -> {
            millis.add((System.nanoTime() - ByteBuffer.wrap(data).getLong()) / 1e6);
            next.release();
          });
      Process child = start("child-publish", file, "-Xmx128m");
      try {
        double[] taken = new double[41];
        for (int i = 0; i < taken.length; i++) {
          taken[i] = millis.take();
        }
        Arrays.sort(taken);
        return taken[taken.length / 2];
      } finally {
        child.destroy();
        child.waitFor();
      }
    }
  }

  /** Milliseconds from opening to the first stored event in a new process. */
  private double start() throws Exception {
    return Double.parseDouble(spawn("child-start"));
  }

  private String spawn(String role) throws Exception {
    Process process = start(role, newFile(), "-Xmx64m");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      process.waitFor();
      return String.valueOf(line);
    }
  }

  private static Process start(String role, Path file, String heap) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap,
            "-cp",
            System.getProperty("java.class.path"),
            LocalBroker.class.getName(),
            role,
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void child(String role, Path file) throws Exception {
    switch (role) {
      case "child-start" -> startOnce(file);
      case "child-publish" -> publishForEver(file);
      case "child-subscriptions" -> idleSubscriptions(file);
      case "child-backlog" -> backlog(file);
      default -> throw new IllegalArgumentException(role);
    }
  }

  private static void startOnce(Path file) {
    long begin = System.nanoTime();
    try (Isobar isobar = open(file)) {
      isobar.publisher("orders").publish(event(1));
      System.out.println((System.nanoTime() - begin) / 1e6);
    }
  }

  private static void publishForEver(Path file) throws InterruptedException {
    try (Isobar isobar = open(file)) {
      while (true) {
        byte[] data = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
        isobar.publisher("orders").publish(TYPE, data);
        Thread.sleep(100);
      }
    }
  }

  private static void idleSubscriptions(Path file) throws InterruptedException {
    Topology.Builder many = Topology.builder().topic("orders");
    for (int i = 0; i < 1_000; i++) {
      many.subscription("s-" + i, s -> s.from("orders"));
    }
    try (Isobar isobar = open(file, many.build())) {
      System.gc();
      long heap = heap();
      for (int i = 0; i < 1_000; i++) {
        isobar.subscribe("s-" + i, TYPE, data -> {});
      }
      Thread.sleep(15_000);
      System.gc();
      long used = heap() - heap;
      long cpu = cpuNanos();
      Thread.sleep(10_000);
      double share = (cpuNanos() - cpu) / 10e9;
      System.out.printf(
          Locale.ROOT,
          "%d threads of ours, %.2f MB, %.2f %% of a core%n",
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("isobar"))
              .count(),
          used / 1e6,
          share * 100);
    }
  }

  private static void backlog(Path file) throws InterruptedException {
    int events = 1_000_000;
    try (Isobar isobar = open(file)) {
      System.gc();
      long empty = heap();
      long begin = System.nanoTime();
      fill(isobar, events);
      double filled = rate(events, begin);
      System.gc();
      long full = heap();
      begin = System.nanoTime();
      drain(isobar, events);
      System.out.printf(
          Locale.ROOT,
          "done; %,.0f/s in, %,.0f/s out, heap with the backlog %+.1f MB%n",
          filled,
          rate(events, begin),
          (full - empty) / 1e6);
    }
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double rate(int events, long begin) {
    return events / ((System.nanoTime() - begin) / 1e9);
  }

  private static final String ATTRIBUTES =
      "{\"ce-specversion\":\"1.0\",\"ce-id\":\"b9f5c2d0-6a0e-4bd0-9d7e-0f6b5e3c1a22\","
          + "\"ce-source\":\"/benchmarks/orders\",\"ce-type\":\"com.acme.measured\"}";

  private static CloudEvent event(long number) {
    return CloudEventBuilder.v1()
        .withId("b9f5c2d0-6a0e-4bd0-9d7e-" + (1_000_000_000_000L + number))
        .withSource(URI.create("/benchmarks/orders"))
        .withType(TYPE.type())
        .withData("application/octet-stream", new byte[SIZE])
        .build();
  }

  private static Isobar open(Path file) {
    return open(file, TOPOLOGY);
  }

  private static Isobar open(Path file, Topology topology) {
    return Isobar.builder()
        .topology(topology)
        .set("isobar.provider", "local")
        .set("isobar.local.path", file.toString())
        .open();
  }

  private Path newFile() throws IOException {
    try (Stream<Path> old = Files.list(folder)) {
      for (Path each : old.toList()) {
        Files.delete(each);
      }
    }
    return folder.resolve("local.db");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
