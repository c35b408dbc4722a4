package dev.isobar.local.crash;

import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link CrashChild} as seen by the test that starts and kills it. */
final class CrashProcess implements AutoCloseable {
  private final String name;
  private final Path history;
  private final Process process;
  private boolean ready;

  private CrashProcess(String name, Path history, Process process) {
    this.name = name;
    this.history = history;
    this.process = process;
  }

  /**
   * Starts a process and returns at once.
   *
   * @param environment added to that of this process
   * @param folder where the files are
   */
  static CrashProcess start(
      String name,
      String role,
      Path folder,
      String sync,
      long seed,
      Map<String, String> environment) {
    Path history = folder.resolve(name + ".history");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashChild.class.getName(),
            name,
            role,
            folder.resolve("local.db").toString(),
            history.toString(),
            sync,
            Long.toString(seed));
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve(name + ".err").toFile());
    try {
      return new CrashProcess(name, history, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the process is at work. */
  void awaitReady() {
    if (ready) {
      return;
    }
    ready = true;
    try {
      String line =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (!"ready".equals(line)) {
        throw new AssertionError(name + " did not start: " + errors());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process work for a while: however long that is, the kill comes at a random moment. */
  void letRun(int millis) {
    await(millis, TimeUnit.MILLISECONDS);
  }

  /** Ends the process as SIGKILL does, and writes that down. */
  void kill(History run) {
    Op.Builder fault = Op.of(Op.Kind.FAULT, Op.Phase.INVOKE).by(name + ".kill", 1).result("kill");
    run.append(fault.at(System.nanoTime()).build());
    process.destroyForcibly();
    await(60, TimeUnit.SECONDS);
    run.append(fault.phase(Op.Phase.OK).at(System.nanoTime()).build());
  }

  /** Tells the process to stop. */
  void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Waits until the process has closed and ended. */
  void awaitEnd() {
    if (!await(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(name + " did not end well: " + errors());
    }
  }

  /** Returns the file in which the process writes what it does. */
  Path history() {
    return history;
  }

  private boolean await(long time, TimeUnit unit) {
    try {
      return process.waitFor(time, unit);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> errors() throws UncheckedIOException {
    try {
      return new ArrayList<>(Files.readAllLines(history.resolveSibling(name + ".err")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
