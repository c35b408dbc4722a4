package dev.isobar.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process of its own that prints what it finds as {@code name number}, one a line. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs a program of this module to its end.
   *
   * @param program has a {@code main}
   * @param options of the JVM
   * @param arguments of the program
   * @return the numbers by name; {@code after <name>} is how long after the start of the process,
   *     in microseconds, that line came
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted
   */
  public static Map<String, Long> run(Class<?> program, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, Long> numbers = new LinkedHashMap<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] parts = line.split(" ");
        numbers.put(parts[0], Long.parseLong(parts[1]));
        numbers.put("after " + parts[0], (System.nanoTime() - begin) / 1_000);
      }
    } finally {
      process.destroy();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          program.getSimpleName() + " ended with " + process.exitValue());
    }
    return numbers;
  }

  /**
   * Prints a number for the parent.
   *
   * @param name without spaces
   * @param number the number
   */
  public static void tell(String name, long number) {
    System.out.println(name + " " + number);
  }
}
