package dev.isobar.local.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import dev.isobar.tck.history.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishers and consumers of the real runtime share one file and are killed, one after the other,
 * at random moments. {@code -Disobar.test.crash.seed=...} chooses the same victims and pauses
 * again.
 */
class KillTest {
  private static final int ROUNDS = 20;
  private static final int LONGEST_PAUSE_MILLIS = 300;
  private static final List<String> ROLES = List.of("publish", "publish", "consume", "consume");
  private static final String ORPHANS =
      "SELECT count(*) FROM event WHERE id NOT IN (SELECT event FROM delivery)";

  @TempDir Path folder;

  private final long seed = Long.getLong("isobar.test.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final History run = History.inMemory();
  private final List<CrashProcess> running = new ArrayList<>();
  private final List<Path> histories = new ArrayList<>();

  @AfterEach
  void end_what_still_runs() {
    running.forEach(CrashProcess::close);
  }

  @Test
  void kills_lose_nothing_that_was_acknowledged_and_keep_the_order_of_each_key() {
    Aftermath.declare(run, ROUNDS);
    for (int i = 0; i < ROLES.size(); i++) {
      running.add(start(i, 0));
    }
    running.forEach(CrashProcess::awaitReady);
    for (int round = 1; round <= ROUNDS; round++) {
      int victim = random.nextInt(ROLES.size());
      running.get(victim).awaitReady();
      running.get(victim).letRun(random.nextInt(LONGEST_PAUSE_MILLIS));
      running.get(victim).kill(run);
      running.set(victim, start(victim, round));
    }
    running.forEach(CrashProcess::awaitReady);
    drain();

    Report report = Aftermath.judge(run, histories, file());

    System.out.println("kills: " + ROUNDS + " rounds, seed " + seed + ": " + summary(report));
    assertThat(report.valid()).as("seed %s: %s", seed, report).isTrue();
    assertThat(Aftermath.texts(file(), "PRAGMA integrity_check")).containsExactly("ok");
    assertThat(Aftermath.texts(file(), ORPHANS))
        .as("events without a delivery")
        .containsExactly("0");
  }

  private Path file() {
    return folder.resolve("local.db");
  }

  private CrashProcess start(int slot, int round) {
    CrashProcess process =
        CrashProcess.start(
            "p" + slot + "r" + round, ROLES.get(slot), folder, "full", seed, Map.of());
    histories.add(process.history());
    return process;
  }

  /**
   * From here on nothing bad happens: the publishers stop, then the consumers have nothing left.
   */
  private void drain() {
    Aftermath.note(run, Op.Kind.HEAL, Op.Phase.INFO);
    List<CrashProcess> publishers = running.subList(0, 2);
    publishers.forEach(CrashProcess::stop);
    publishers.forEach(CrashProcess::awaitEnd);
    await().atMost(Duration.ofSeconds(60)).until(() -> Aftermath.drained(file()));
    Aftermath.note(run, Op.Kind.DRAIN, Op.Phase.OK);
    List<CrashProcess> consumers = running.subList(2, ROLES.size());
    consumers.forEach(CrashProcess::stop);
    consumers.forEach(CrashProcess::awaitEnd);
  }

  private String summary(Report report) {
    List<Op> ops = History.read(histories.toArray(Path[]::new)).ops();
    return count(ops, Op.Kind.PUBLISH, Op.Phase.OK)
        + " events acknowledged, "
        + count(ops, Op.Kind.HANDLE, Op.Phase.OK)
        + " handled, "
        + count(ops, Op.Kind.CANCELLED, Op.Phase.INFO)
        + " leases lost, allowed: "
        + report.counts();
  }

  private static long count(List<Op> ops, Op.Kind kind, Op.Phase phase) {
    return ops.stream().filter(o -> o.op() == kind && o.ph() == phase).count();
  }
}
