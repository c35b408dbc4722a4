package dev.isobar.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Writes one line per test: which clause, on what, with which result. */
final class ProofRecorder implements AfterEachCallback {
  private static final Pattern CLAUSE = Pattern.compile("clause_(\\d+)_(\\d+)_.*");
  private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

  /** For JUnit. */
  ProofRecorder() {}

  @Override
  public void afterEach(ExtensionContext context) {
    Matcher name = CLAUSE.matcher(context.getRequiredTestMethod().getName());
    if (name.matches()
        && context.getRequiredTestInstance() instanceof Contract contract
        && contract.driver != null
        && !contract.driver.provedOn().isEmpty()) {
      String clause = name.group(1) + "." + name.group(2);
      write(file(context), line(clause, contract.driver, context));
    }
  }

  private static String line(String clause, DriverFixture driver, ExtensionContext context) {
    Throwable thrown = context.getExecutionException().orElse(null);
    String result =
        thrown == null
            ? "proved"
            : thrown instanceof TestAbortedException ? "not proved" : "failed";
    return "{\"clause\":\""
        + clause
        + "\",\"provider\":"
        + quoted(driver.provider())
        + ",\"on\":"
        + quoted(driver.provedOn())
        + ",\"result\":\""
        + result
        + "\",\"test\":"
        + quoted(context.getRequiredTestMethod().getName())
        + ",\"reason\":"
        + quoted(thrown == null ? "" : String.valueOf(thrown.getMessage()))
        + "}\n";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.lines()
        .limit(1)
        .forEach(
            line ->
                line.chars()
                    .limit(300)
                    .forEach(
                        c ->
                            quoted.append(
                                c == '"' || c == '\\'
                                    ? "\\" + (char) c
                                    : c < ' ' ? " " : String.valueOf((char) c))));
    return quoted.append('"').toString();
  }

  private static Path file(ExtensionContext context) {
    ExtensionContext outermost = context;
    for (ExtensionContext c = context; c.getTestClass().isPresent(); ) {
      outermost = c;
      ExtensionContext parent = c.getParent().orElse(null);
      if (parent == null) {
        break;
      }
      c = parent;
    }
    return Path.of("target", "contract", outermost.getRequiredTestClass().getName() + ".jsonl");
  }

  private static synchronized void write(Path file, String line) {
    try {
      Files.createDirectories(file.getParent());
      if (BEGUN.add(file)) {
        Files.deleteIfExists(file);
      }
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
