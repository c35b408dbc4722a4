package dev.isobar.local.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobar.tck.history.Anomaly;
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

/** The machine loses its power while the real runtime publishes and consumes. */
class PowerLossTest {
  private static final int LOSSES = 5;
  private static final int LEAST_ACKNOWLEDGED = 100;

  @TempDir Path folder;
  @TempDir Path tools;

  private final long seed = Long.getLong("isobar.test.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final History run = History.inMemory();
  private final List<Path> histories = new ArrayList<>();
  private CrashProcess process;

  @AfterEach
  void end_what_still_runs() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void with_sync_full_no_power_loss_loses_what_was_acknowledged() {
    ForgetfulDisk disk = ForgetfulDisk.in(tools);
    Aftermath.declare(run, LOSSES);
    for (int loss = 0; loss < LOSSES; loss++) {
      start("p" + loss, "both", "full", disk.environment());
      awaitAcknowledged(LEAST_ACKNOWLEDGED);
      process.letRun(random.nextInt(300));
      process.kill(run);
      disk.losePower(folder);
    }

    Report report = drainAndJudge();

    System.out.println("power losses: " + LOSSES + ", seed " + seed + ": " + report);
    assertThat(report.valid()).as("seed %s: %s", seed, report).isTrue();
    assertThat(Aftermath.texts(file(), "PRAGMA integrity_check")).containsExactly("ok");
  }

  @Test
  void without_it_the_same_power_loss_is_noticed() {
    ForgetfulDisk disk = ForgetfulDisk.in(tools);
    Aftermath.declare(run, 1);
    start("p0", "publish", "normal", disk.environment());
    awaitAcknowledged(LEAST_ACKNOWLEDGED);
    process.kill(run);
    disk.losePower(folder);

    Report report = drainAndJudge();

    assertThat(report.counts().keySet()).containsAnyOf(Anomaly.ACKED_BUT_UNSTORED, Anomaly.LOST);
  }

  @Test
  void sync_full_syncs_at_least_once_per_commit() {
    ForgetfulDisk disk = ForgetfulDisk.in(tools);
    start("p0", "singly", "full", disk.environment());
    process.stop();
    process.awaitEnd();

    long commits = History.read(histories.get(0)).ops().stream().filter(this::acknowledged).count();
    System.out.println("commits: " + commits + ", syncs: " + disk.syncs());
    assertThat(commits).isEqualTo(CrashChild.SINGLE_EVENTS);
    assertThat(disk.syncs()).isGreaterThanOrEqualTo(commits);
  }

  private Path file() {
    return folder.resolve("local.db");
  }

  private void start(String name, String role, String sync, Map<String, String> environment) {
    process = CrashProcess.start(name, role, folder, sync, seed, environment);
    histories.add(process.history());
    process.awaitReady();
  }

  private Report drainAndJudge() {
    Aftermath.note(run, Op.Kind.HEAL, Op.Phase.INFO);
    start("last", "consume", "full", Map.of());
    await().atMost(Duration.ofSeconds(60)).until(() -> Aftermath.drained(file()));
    Aftermath.note(run, Op.Kind.DRAIN, Op.Phase.OK);
    process.stop();
    process.awaitEnd();
    return Aftermath.judge(run, histories, file());
  }

  private void awaitAcknowledged(int events) {
    Path newest = histories.get(histories.size() - 1);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> History.read(newest).ops().stream().filter(this::acknowledged).count() >= events);
  }

  private boolean acknowledged(Op op) {
    return op.op() == Op.Kind.PUBLISH && op.ph() == Op.Phase.OK;
  }
}
