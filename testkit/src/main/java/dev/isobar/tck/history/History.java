package dev.isobar.tck.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run, one {@link Op} after the other. With a file each line is one unbuffered
 * write: it survives the death of the process that wrote it. Thread-safe; several processes may
 * append to one file.
 */
public final class History implements Closeable {
  private final List<Op> ops = new ArrayList<>();
  private final @Nullable OutputStream file;

  private History(@Nullable OutputStream file) {
    this.file = file;
  }

  /** Returns a history in memory. */
  public static History inMemory() {
    return new History(null);
  }

  /**
   * Returns a history that is also appended to a file.
   *
   * @param path the file, created when missing
   * @throws UncheckedIOException when it cannot be opened
   */
  public static History appendingTo(Path path) {
    try {
      return new History(
          Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException("the history " + path + " cannot be opened", e);
    }
  }

  /**
   * Reads files into one history, sorted by time.
   *
   * @param paths files of JSON lines; a torn last line is left out
   * @throws UncheckedIOException when one cannot be read
   */
  public static History read(Path... paths) {
    History history = inMemory();
    for (Path path : paths) {
      try {
        for (String line : Files.readAllLines(path)) {
          OpJson.read(line).ifPresent(history.ops::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the history " + path + " cannot be read", e);
      }
    }
    history.ops.sort(Comparator.comparingLong(Op::t));
    return history;
  }

  /**
   * Returns a history of given lines.
   *
   * @param ops the lines
   */
  public static History of(List<Op> ops) {
    History history = inMemory();
    history.ops.addAll(ops);
    return history;
  }

  /**
   * Appends a line: a beginning before the call is made, an end after it has returned.
   *
   * @param op the line
   * @throws UncheckedIOException when the file cannot be written
   */
  public synchronized void append(Op op) {
    ops.add(op);
    if (file != null) {
      try {
        file.write((OpJson.write(op) + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("the history cannot be written", e);
      }
    }
  }

  /** Returns the lines so far. */
  public synchronized List<Op> ops() {
    return List.copyOf(ops);
  }

  /** Returns the lines so far as JSON lines. */
  public String toJsonLines() {
    StringBuilder text = new StringBuilder();
    ops().forEach(op -> text.append(OpJson.write(op)).append('\n'));
    return text.toString();
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException("the history cannot be closed", e);
      }
    }
  }
}
