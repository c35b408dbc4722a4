package dev.isobar.tck.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.isobar.tck.history.Anomaly;
import dev.isobar.test.sim.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The real runtime in random worlds: order of tasks, latency, faults, kills and all, each replayed
 * from its seed. {@code -Dsim.seeds} sets how many, 200 when left out, {@code -Dsim.first} the
 * first.
 */
class SimulationTest {
  private static final String SEED = "isobar.sim.seed";
  private static final int SEEDS = Integer.getInteger("sim.seeds", 200);

  /** Taken out of the system properties, where the strict configuration would refuse it. */
  private static final String GIVEN = take(SEED);

  @Test
  void every_promise_is_kept_in_every_world() throws IOException {
    if (!GIVEN.isBlank()) {
      Summary summary = new Summary();
      check(Long.parseLong(GIVEN.trim()), summary);
      System.out.println(summary);
      return;
    }
    Summary summary = new Summary();
    long first = Long.getLong("sim.first", 1);
    for (long seed = first; seed < first + SEEDS; seed++) {
      check(seed, summary);
    }
    System.out.println(summary);
  }

  @Test
  void a_seed_makes_the_same_run_again() {
    try (CapturedLog log = new CapturedLog()) {
      for (long seed = 1; seed <= 8; seed++) {
        World.Outcome once = World.run(seed);
        World.Outcome again = World.run(seed);

        assertThat(again.history()).as("seed %d", seed).isEqualTo(once.history());
        assertThat(again.traceHash()).as("seed %d", seed).isEqualTo(once.traceHash());
      }
      assertThat(log.text()).isNotEmpty();
    }
  }

  private static void check(long seed, Summary summary) throws IOException {
    World.Outcome outcome;
    try (CapturedLog log = new CapturedLog()) {
      outcome = World.run(seed);
      assertThat(log.text()).as(replay(seed)).doesNotContain("please report this");
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(replay(seed), e);
    }
    summary.add(outcome);
    boolean lost = !outcome.faulty() && outcome.expiredLeases() > 0;
    if (lost || !outcome.report().valid() || !outcome.violations().isEmpty()) {
      Path file = Path.of("target", "sim-" + seed + ".jsonl");
      Files.writeString(file, outcome.history());
      fail(
          "%s%n%s%n%s%n%d leases expired, violations of the SPI: %s%nthe history is in %s",
          replay(seed),
          outcome.world(),
          outcome.report(),
          outcome.expiredLeases(),
          outcome.violations(),
          file.toAbsolutePath());
    }
  }

  private static String replay(long seed) {
    return "seed "
        + seed
        + " failed; replay it with: mvn -pl testkit -am test -Dtest=SimulationTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Disobar.sim.seed="
        + seed;
  }

  private static String take(String property) {
    String value = System.getProperty(property, "");
    System.clearProperty(property);
    return value;
  }

  /** What all worlds together have seen. */
  private static final class Summary {
    private final Map<Fault, Integer> fired = new EnumMap<>(Fault.class);
    private final Map<Anomaly, Integer> counted = new EnumMap<>(Anomaly.class);
    private long hash;
    private long worlds;
    private long steps;
    private long expired;

    void add(World.Outcome outcome) {
      worlds++;
      hash = 31 * hash + outcome.traceHash();
      steps += outcome.steps();
      expired += outcome.expiredLeases();
      outcome.fired().forEach((fault, n) -> fired.merge(fault, n, Integer::sum));
      outcome.report().counts().forEach((anomaly, n) -> counted.merge(anomaly, n, Integer::sum));
    }

    @Override
    public String toString() {
      return worlds
          + " worlds, "
          + steps
          + " tasks with hash "
          + Long.toHexString(hash)
          + ", expired leases "
          + expired
          + ", faults "
          + fired
          + ", allowed and counted "
          + counted;
    }
  }
}
