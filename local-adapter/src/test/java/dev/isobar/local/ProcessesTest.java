package dev.isobar.local;

import static dev.isobar.local.Broker.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isobar.spi.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  private static final int KILLS = 20;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("local.db");
  }

  @Test
  void an_event_of_another_process_arrives() {
    try (Broker broker = Broker.open(file(), Child.TOPOLOGY)) {
      Inbox billing = broker.receive("billing");
      billing.receiver.request(200);

      try (Child child = Child.start("publish-200", file())) {
        List<Received> received = billing.await(200);

        List<String> printed = new ArrayList<>();
        for (String line = child.line(); line != null; line = child.line()) {
          printed.add(line);
        }
        assertThat(Inbox.ids(received)).containsExactlyElementsOf(printed);
        assertThat(child.exitCode()).isZero();
      }
    }
  }

  @Test
  void processes_share_the_events_of_a_queue() {
    try (Broker broker = Broker.open(file(), Child.TOPOLOGY);
        Child child = Child.start("work", file())) {
      assertThat(child.line()).isEqualTo("ready");
      Inbox jobs = broker.receive("jobs");
      Set<String> sent = new HashSet<>();
      List<String> done = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add("job " + i);
        broker.send("jobs", event("job " + i));
        jobs.receiver.request(i % 2);
      }
      await()
          .until(
              () -> {
                for (Received received : jobs.arrived()) {
                  jobs.complete(received);
                  done.add(Inbox.id(received));
                }
                return Sql.number(broker, "SELECT count(*) FROM event") == 0;
              });
      Broker.get(jobs.receiver.stop());
      broker.send("jobs", event("stop"));
      for (String line = child.line(); line != null; line = child.line()) {
        done.add(line);
      }

      assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(Sql.number(broker, "SELECT count(*) FROM event")).isZero();
    }
  }

  @Test
  void a_publisher_killed_at_any_moment_loses_nothing_that_it_was_told_is_stored() {
    Set<String> told = new HashSet<>();
    for (int i = 0; i < KILLS; i++) {
      try (Child child = Child.start("publish", file())) {
        told.add(child.line());
        for (int more = 0; more < i * 7 % 40; more++) {
          told.add(child.line());
        }
        told.addAll(child.kill());
      }
      assertThat(Sql.text(file(), "PRAGMA integrity_check")).isEqualTo("ok");
    }
    told.remove(null);
    told.removeIf(line -> !line.matches("\\d+-\\d+"));

    try (Broker broker = Broker.open(file(), Child.TOPOLOGY)) {
      int stored = (int) Sql.number(broker, "SELECT count(*) FROM event");
      List<String> received = new ArrayList<>();
      Inbox billing = broker.receive("billing");
      billing.receiver.request(stored);
      for (Received each : billing.await(stored)) {
        received.add(Inbox.id(each));
      }
      assertThat(told).hasSizeGreaterThan(KILLS - 1);
      assertThat(received).containsAll(told).doesNotHaveDuplicates();
    }
  }

  @Test
  void what_a_killed_consumer_held_is_delivered_again_when_its_lease_ends() {
    try (Broker broker = Broker.open(file(), Child.TOPOLOGY)) {
      broker.send("jobs", event("1"));
      try (Child child = Child.start("hold", file())) {
        assertThat(child.line()).isEqualTo("1");
        child.kill();
      }

      Received again = broker.receive(broker.address("jobs"), Duration.ofSeconds(60)).takeOne();

      assertThat(Inbox.id(again)).isEqualTo("1");
      assertThat(again.receiveCount()).isEqualTo(2);
    }
  }

  @Test
  void processes_that_open_a_new_file_at_the_same_moment_all_open_it() {
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        children.add(Child.start("publish-200", file()));
      }
      assertThat(children).allSatisfy(child -> assertThat(child.line()).isNotNull());
    } finally {
      children.forEach(Child::close);
    }
  }

  @Test
  void each_commit_waits_for_the_disk() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace");
    Path trace = folder.resolve("trace");
    List<String> strace =
        List.of("strace", "-f", "-e", "trace=fsync,fdatasync", "-o", trace.toString());
    try (Child child = Child.start(strace, "publish-200", file())) {
      for (String line = child.line(); line != null; line = child.line()) {}
      assumeTrue(child.exitCode() == 0, "strace may not trace here");
    }

    try (var lines = Files.lines(trace)) {
      assertThat(lines.filter(line -> line.contains("sync("))).hasSizeGreaterThanOrEqualTo(200);
    }
  }
}
