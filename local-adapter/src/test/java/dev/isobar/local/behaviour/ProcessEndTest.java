package dev.isobar.local.behaviour;

import static dev.isobar.local.behaviour.Shop.TOPOLOGY;
import static dev.isobar.local.behaviour.Shop.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isobar.Isobar;
import dev.isobar.Publisher;
import dev.isobar.local.behaviour.Shop.Seen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class ProcessEndTest {
  private static final int INSTANCES = 100;
  private final Seen seen = new Seen();
  @TempDir Path folder;

  /** A service: prints what it has handled, takes its time, and waits for the end. */
  static final class Service {
    public static void main(String[] args) {
      try (Isobar isobar = Shop.at(Path.of(args[0]), TOPOLOGY).open()) {
        isobar.subscribe(
            "jobs",
            delivery -> {
              System.out.println("begun " + delivery.event().getId());
              new java.util.concurrent.CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
              System.out.println("done " + delivery.event().getId());
              return delivery.complete();
            });
        isobar.awaitShutdown();
      }
    }
  }

  @Test
  void a_service_told_to_end_finishes_what_it_has_begun_and_loses_nothing() throws Exception {
    Path file = folder.resolve("local.db");
    Set<String> published = new HashSet<>();
    Set<String> begun = new HashSet<>();
    Set<String> done = new HashSet<>();
    try (Isobar isobar = Shop.at(file, TOPOLOGY).open()) {
      Publisher jobs = isobar.publisher("jobs");
      for (int i = 0; i < 500; i++) {
        published.add("e" + i);
      }
      jobs.publishAll(published.stream().map(Shop::event).toList());
      Process service = service(file);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          String[] words = line.split(" ");
          (words[0].equals("begun") ? begun : done).add(words[1]);
          if (done.size() == 20) {
            service.toHandle().destroy();
          }
        }
        assertThat(service.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).as("0, or SIGTERM's").isIn(0, 143);
      } finally {
        service.destroyForcibly();
      }

      assertThat(done).isEqualTo(begun).hasSizeGreaterThanOrEqualTo(20);
      published.removeAll(done);
      isobar.subscribe("jobs", seen::complete);
      assertThat(seen.next(published.size())).containsExactlyInAnyOrderElementsOf(published);
      jobs.publish(event("marker"));
      assertThat(seen.next()).isEqualTo("marker");
    }
  }

  private static Process service(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Service.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void a_hundred_instances_opened_and_closed_leave_no_threads_and_no_files() throws Exception {
    use(0);
    long files = openFiles();
    for (int i = 1; i <= INSTANCES; i++) {
      use(i);
    }

    await().untilAsserted(() -> assertThat(threads()).isEmpty());
    assumeTrue(files > 0, "needs /proc/self/fd");
    await().untilAsserted(() -> assertThat(openFiles()).isBetween(files - 5, files + 5));
  }

  private void use(int number) {
    try (Isobar isobar = Shop.inMemory(TOPOLOGY).named("census").open()) {
      isobar.subscribe("jobs", seen::complete);
      isobar.publisher("jobs").publish(event("e" + number));
      assertThat(seen.next()).isEqualTo("e" + number);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("isobar-census"))
        .toList();
  }

  private static long openFiles() throws IOException {
    Path open = Path.of("/proc/self/fd");
    if (!Files.isDirectory(open)) {
      return 0;
    }
    try (var files = Files.list(open)) {
      return files.count();
    }
  }
}
