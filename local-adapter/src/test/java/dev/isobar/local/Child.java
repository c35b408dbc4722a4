package dev.isobar.local;

import static dev.isobar.local.Broker.event;

import dev.isobar.Topology;
import dev.isobar.spi.Received;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process at the same file. What it has done it prints, one line each. */
final class Child implements AutoCloseable {
  static final Topology TOPOLOGY =
      Topology.builder()
          .topic("orders", t -> t.ordered())
          .subscription("billing", s -> s.from("orders"))
          .queue("jobs")
          .build();

  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(String role, Path file) {
    return start(List.of(), role, file);
  }

  static Child start(List<String> under, String role, Path file) {
    List<String> command = new ArrayList<>(under);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            role,
            file.toString()));
    try {
      return new Child(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next line, or null when the process has ended. */
  String line() {
    try {
      return out.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process as SIGKILL does and returns what it had printed. */
  List<String> kill() {
    process.toHandle().destroyForcibly();
    List<String> lines = new ArrayList<>();
    for (String line = line(); line != null; line = line()) {
      lines.add(line);
    }
    return lines;
  }

  int exitCode() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the child does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) {
    try (Broker broker = Broker.open(Path.of(args[1]), TOPOLOGY)) {
      switch (args[0]) {
        case "publish" -> publish(broker, Integer.MAX_VALUE);
        case "publish-200" -> publish(broker, 200);
        case "hold" -> hold(broker);
        case "work" -> work(broker);
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  private static void publish(Broker broker, int count) {
    String process = Long.toString(ProcessHandle.current().pid());
    for (int i = 0; i < count; i++) {
      broker.send("orders", event(process + "-" + i, "com.acme.test", "key"));
      System.out.println(process + "-" + i);
    }
  }

  private static void hold(Broker broker) {
    Received received = broker.receive(broker.address("jobs"), Duration.ofSeconds(2)).takeOne();
    System.out.println(Inbox.id(received));
    Broker.get(new java.util.concurrent.CompletableFuture<>());
  }

  private static void work(Broker broker) {
    Inbox jobs = broker.receive("jobs");
    jobs.receiver.request(1);
    System.out.println("ready");
    while (true) {
      Received received = jobs.await();
      if (Inbox.id(received).equals("stop")) {
        jobs.complete(received);
        return;
      }
      System.out.println(Inbox.id(received));
      jobs.complete(received);
      jobs.receiver.request(1);
    }
  }
}
