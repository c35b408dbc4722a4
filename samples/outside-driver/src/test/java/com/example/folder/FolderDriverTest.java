package com.example.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.DeadLetter;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDriverTest {
  private static final EventType<String> NOTE = EventType.of("com.example.note", String.class);

  @TempDir Path folder;

  @Test
  void events_fan_out_fail_and_come_back() throws Exception {
    Topology topology =
        Topology.builder()
            .topic("notes")
            .subscription("readers", s -> s.from("notes"))
            .subscription(
                "critics",
                s ->
                    s.from("notes")
                        .tuning(
                            t ->
                                t.maxAttempts(2)
                                    .backoff(Duration.ofMillis(5), 1, Duration.ofMillis(5))))
            .build();
    BlockingQueue<String> read = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> attempts = new LinkedBlockingQueue<>();
    try (Isobar isobar = open(topology)) {
      isobar.subscribe("readers", NOTE, read::add);
      isobar.subscribe(
          "critics",
          NOTE,
          (note, delivery) -> {
            attempts.add(delivery.attempt());
            throw new IllegalStateException("no good");
          });
      isobar.publisher("notes").publish(NOTE, "hello");

      assertThat(read.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(attempts.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(attempts.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
    }
    try (Isobar isobar = open(topology)) {
      assertThat(isobar.deadLetters("critics").browse(10))
          .extracting(DeadLetter::reason)
          .containsExactly("java.lang.IllegalStateException: no good");
    }
  }

  @Test
  void buses_are_refused_by_name() {
    Topology topology = Topology.builder().bus("uploads", bus -> bus.dropUnrouted()).build();
    assertThatThrownBy(() -> open(topology))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("the provider folder has no buses")
        .hasMessageContaining("bus uploads");
  }

  @Test
  void order_is_refused_by_name() {
    Topology topology = Topology.builder().queue("jobs", q -> q.ordered()).build();
    assertThatThrownBy(() -> open(topology))
        .isInstanceOfSatisfying(
            IsobarException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("queue jobs is declared ordered");
  }

  private Isobar open(Topology topology) {
    return Isobar.builder()
        .topology(topology)
        .set("provider", "folder")
        .set("source", "urn:test")
        .set("topology", "create")
        .set("folder.path", folder.toString())
        .open();
  }
}
