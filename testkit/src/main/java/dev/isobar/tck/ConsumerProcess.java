package dev.isobar.tck;

import dev.isobar.Delivery;
import dev.isobar.Isobar;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.Tuning;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of the operating system that consumes a queue: it completes some events, then blocks in
 * its handlers until it is killed. It prints a line before and after each event.
 */
final class ConsumerProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private ConsumerProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "consumer-process");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param settings of the instance
   * @param queue the logical name of the queue
   * @param lease for its events
   * @param complete how many events to complete
   */
  static ConsumerProcess start(
      Map<String, String> settings, String queue, Duration lease, int complete) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ConsumerProcess.class.getName());
    command.add(queue);
    command.add(String.valueOf(lease.toMillis()));
    command.add(String.valueOf(complete));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    try {
      return new ConsumerProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException killed) {
      lines.add("end");
    }
  }

  /** Returns the ids of the events that its handlers began with. */
  List<String> begun() {
    return after("begin ");
  }

  /** Returns the ids of the events that it has completed, or was about to. */
  List<String> completed() {
    return after("complete ");
  }

  private List<String> after(String word) {
    return lines.stream()
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()))
        .toList();
  }

  /** Kills it and waits until it is gone and all that it printed is read. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * Runs in the process.
   *
   * @param args queue, lease in milliseconds, how many to complete, then settings
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws InterruptedException {
    Duration lease = Duration.ofMillis(Long.parseLong(args[1]));
    Tuning tuning = Tuning.defaults().lease(lease).concurrency(4);
    Isobar.Builder builder =
        Isobar.builder()
            .topology(Topology.builder().queue(args[0], q -> q.tuning(t -> tuning)).build())
            .set("source", "/contract");
    for (int i = 3; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      builder.set(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    AtomicInteger left = new AtomicInteger(Integer.parseInt(args[2]));
    builder.open().subscribe(args[0], (Delivery delivery) -> handle(delivery, left));
    new CountDownLatch(1).await();
  }

  private static Settlement handle(Delivery delivery, AtomicInteger left)
      throws InterruptedException {
    System.out.println("begin " + delivery.event().getId());
    if (left.getAndDecrement() <= 0) {
      new CountDownLatch(1).await();
    }
    System.out.println("complete " + delivery.event().getId());
    return delivery.complete();
  }
}
