package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.benchmarks.harness.ChildJvm;
import dev.isobar.benchmarks.harness.Run;
import dev.isobar.benchmarks.harness.Spread;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** How long a new process takes to its first stored event, beside one that inserts a row. */
final class FirstEvent implements Benchmark {
  @Override
  public void measure(Run run) throws Exception {
    int starts = run.of(2, 15, 30);
    double[] ours = new double[starts];
    double[] fromMain = new double[starts];
    double[] raw = new double[starts];
    double[] ratios = new double[starts];
    start(run, "ours");
    start(run, "raw");
    for (int i = 0; i < starts; i++) {
      Map<String, Long> us = start(run, "ours");
      ours[i] = us.get("after stored") / 1e3;
      fromMain[i] = us.get("stored") / 1e3;
      raw[i] = start(run, "raw").get("after stored") / 1e3;
      ratios[i] = ours[i] / raw[i];
    }
    run.report(
        "start: a new JVM to its first stored event, peer raw SQLite in a new JVM",
        Spread.of(ours).text("%.0f") + " ms",
        Spread.of(raw).text("%.0f") + " ms",
        Spread.of(ratios).text("%.2f"),
        "");
    run.report(
        "start: main to the first stored event",
        Spread.of(fromMain).text("%.0f") + " ms",
        "",
        "",
        "≤ 400 ms");
  }

  private static Map<String, Long> start(Run run, String what) throws Exception {
    return ChildJvm.run(
        FirstEvent.class, List.of("-Xshare:auto"), run.folder("start").toString(), what);
  }

  /**
   * The process; tells {@code stored}, in microseconds after the beginning of main.
   *
   * @param args the folder, then ours or raw
   * @throws SQLException when the raw table fails
   */
  public static void main(String[] args) throws SQLException {
    long begin = System.nanoTime();
    Path folder = Path.of(args[0]);
    if (args[1].equals("raw")) {
      try (RawQueue raw = new RawQueue(folder.resolve("raw.db"))) {
        raw.insert(Samples.data());
        ChildJvm.tell("stored", (System.nanoTime() - begin) / 1_000);
      }
    } else {
      try (Isobar isobar = LocalInstance.open(folder, Topology.builder().queue("jobs").build())) {
        isobar.publisher("jobs").publish(Samples.kilobyte(1));
        ChildJvm.tell("stored", (System.nanoTime() - begin) / 1_000);
      }
    }
  }
}
