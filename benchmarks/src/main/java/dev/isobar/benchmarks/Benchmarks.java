package dev.isobar.benchmarks;

import dev.isobar.benchmarks.harness.Run;
import dev.isobar.benchmarks.harness.Run.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entry to all benchmarks; prints a Markdown table.
 *
 * <pre>
 * java -jar benchmarks.jar [--smoke | --full] [name...]   all of them, or those named
 * java -jar benchmarks.jar --list
 * java -jar benchmarks.jar jmh [arguments of JMH]         the micro-benchmarks, by JMH
 * </pre>
 */
public final class Benchmarks {
  private static final Map<String, Benchmark> ALL = all();

  private Benchmarks() {}

  private static Map<String, Benchmark> all() {
    Map<String, Benchmark> all = new LinkedHashMap<>();
    all.put("codec", new CodecComparison());
    all.put("filter", new FilterComparison());
    all.put("publish", new PublishCost());
    all.put("handle", new HandleCost());
    all.put("local-publish", new LocalPublish());
    all.put("local-consume", new LocalConsume());
    all.put("wake-up", new WakeUp());
    all.put("idle", new IdleSubscriptions());
    all.put("start", new FirstEvent());
    all.put("backlog", new Backlog());
    return all;
  }

  /**
   * Runs benchmarks; ends with 1 when a counter is above its bound, with 2 when called wrongly.
   *
   * @param args see above
   * @throws Exception when a benchmark cannot run
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    int status = run(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String... args) throws Exception {
    Scale scale = Scale.NORMAL;
    List<String> names = new ArrayList<>();
    for (String arg : args) {
      switch (arg) {
        case "--smoke" -> scale = Scale.SMOKE;
        case "--full" -> scale = Scale.FULL;
        case "--list" -> {
          ALL.keySet().forEach(System.out::println);
          return 0;
        }
        default -> names.add(arg);
      }
    }
    if (!ALL.keySet().containsAll(names)) {
      System.err.println("no such benchmark in " + names + "; there are " + ALL.keySet());
      return 2;
    }
    return measure(scale, names.isEmpty() ? List.copyOf(ALL.keySet()) : names);
  }

  private static int measure(Scale scale, List<String> names) throws Exception {
    System.out.println(Machine.describe());
    try (Run run = new Run(scale, System.out)) {
      run.head();
      for (String name : names) {
        ALL.get(name).measure(run);
      }
      System.out.println();
      System.out.println(Machine.load());
      return run.missed() ? 1 : 0;
    }
  }
}
