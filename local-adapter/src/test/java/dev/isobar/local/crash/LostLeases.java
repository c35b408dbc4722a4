package dev.isobar.local.crash;

import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes down the leases that the runtime logs as lost, e.g. on a machine that is too busy: such a
 * loss explains a second delivery, and an application whose handler has returned is not told of it.
 */
final class LostLeases extends OutputStream {
  private static final Pattern LOST =
      Pattern.compile(" - \\S+ ([a-z]+): the lease of event (\\S+) is lost");

  private final String name;
  private final History history;
  private final PrintStream through;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private LostLeases(String name, History history, PrintStream through) {
    this.name = name;
    this.history = history;
    this.through = through;
  }

  /** Reads along with everything that is logged from now on. */
  static void watch(String name, History history) {
    System.setErr(
        new PrintStream(new LostLeases(name, history, System.err), true, StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void write(int b) {
    through.write(b);
    if (b != '\n') {
      line.write(b);
      return;
    }
    Matcher lost = LOST.matcher(line.toString(StandardCharsets.UTF_8));
    line.reset();
    if (lost.find()) {
      history.append(
          Op.of(Op.Kind.CANCELLED, Op.Phase.INFO)
              .by(name + ".log", 0)
              .at(System.nanoTime())
              .event(lost.group(2))
              .on(lost.group(1))
              .build());
    }
  }
}
