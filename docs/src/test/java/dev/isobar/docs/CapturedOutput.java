package dev.isobar.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Future;

/** What the whole process prints to System.out until this is closed. */
final class CapturedOutput implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final PrintStream original = System.out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CapturedOutput() {
    System.setOut(new PrintStream(bytes, true, UTF_8));
  }

  /** {@return what was printed so far} */
  String text() {
    return bytes.toString(UTF_8);
  }

  /** Waits until the text was printed, the program has ended or the time is up. */
  void await(String wanted, Duration bound, Future<?> program) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!text().contains(wanted) && !program.isDone() && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
  }

  @Override
  public void close() {
    System.setOut(original);
  }
}
