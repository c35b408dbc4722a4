package dev.isobar.local.crash;

import dev.isobar.DeadLetter;
import dev.isobar.Isobar;
import dev.isobar.tck.history.History;
import dev.isobar.tck.history.HistoryChecker;
import dev.isobar.tck.history.Op;
import dev.isobar.tck.history.Report;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is there when everything is over, and what the checker makes of it. */
final class Aftermath {
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration SPEED = Duration.ofSeconds(60);
  private static final String WAITING =
      "SELECT count(*) FROM delivery d JOIN resource r ON r.id = d.queue WHERE r.name IN ('"
          + CrashTopology.ORDERED
          + "', '"
          + CrashTopology.QUEUE
          + "')";

  private Aftermath() {}

  /** Declares the run at the beginning. */
  static void declare(History run, int faults) {
    run.append(Op.of(Op.Kind.PLAN, Op.Phase.INFO).attempt(faults).at(System.nanoTime()).build());
    declare(run, CrashTopology.ORDERED, "ordered");
    declare(run, CrashTopology.QUEUE, "unordered");
  }

  private static void declare(History run, String name, String kind) {
    run.append(
        Op.of(Op.Kind.SUBSCRIPTION, Op.Phase.INFO)
            .on(name)
            .result(kind)
            .attempt(MAX_ATTEMPTS)
            .within(SPEED.toNanos())
            .at(System.nanoTime())
            .build());
  }

  /** Returns whether nothing is left to consume. */
  static boolean drained(Path file) {
    return texts(file, WAITING).equals(List.of("0"));
  }

  static void note(History run, Op.Kind kind, Op.Phase phase) {
    run.append(Op.of(kind, phase).at(System.nanoTime()).build());
  }

  /** Adds the witness and the dead letters, and judges. */
  static Report judge(History run, List<Path> histories, Path file) {
    String stored =
        "SELECT json_extract(e.attributes, '$.ce-id') FROM delivery d"
            + " JOIN event e ON e.id = d.event JOIN resource r ON r.id = d.queue WHERE r.name = '";
    for (String id : texts(file, stored + CrashTopology.WITNESS + "'")) {
      run.append(
          Op.of(Op.Kind.WITNESS, Op.Phase.INFO)
              .on(CrashTopology.TOPIC)
              .event(id)
              .at(System.nanoTime())
              .build());
    }
    try (Isobar isobar = CrashTopology.open(file, "full")) {
      deadLetters(run, isobar, CrashTopology.ORDERED);
      deadLetters(run, isobar, CrashTopology.QUEUE);
    }
    List<Op> all = new ArrayList<>(run.ops());
    all.addAll(History.read(histories.toArray(Path[]::new)).ops());
    return HistoryChecker.check(History.of(all));
  }

  private static void deadLetters(History run, Isobar isobar, String name) {
    for (DeadLetter letter : isobar.deadLetters(name).browse(10_000)) {
      run.append(
          Op.of(Op.Kind.DEAD_LETTER, Op.Phase.INFO)
              .on(name)
              .event(letter.event().getId(), "", 0, Writer.hash(letter.event()))
              .attempt(letter.attempts())
              .result(letter.cause().name().toLowerCase(Locale.ROOT))
              .error(letter.origin())
              .at(System.nanoTime())
              .build());
    }
  }

  /** Returns the first column of a query past the broker. */
  static List<String> texts(Path file, String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
