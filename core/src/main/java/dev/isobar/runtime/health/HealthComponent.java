package dev.isobar.runtime.health;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one publisher or subscriber fares, told apart by what it does (receiving, settling, ...).
 * Logs one line when one of these begins to fail and one when it works again, never one per try.
 * Thread-safe.
 */
public final class HealthComponent {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.health");

  private final String name;
  private final Platform platform;
  private final Map<String, Problem> problems = new LinkedHashMap<>();
  private volatile boolean failing;
  private volatile boolean answered;
  private volatile long answerNanos;
  private long sinceNanos;
  private int paused;
  private boolean closed;

  /** What fails, since when. */
  private record Problem(ErrorCode code, String text, long since) {}

  HealthComponent(String name, Platform platform) {
    this.name = name;
    this.platform = platform;
    this.sinceNanos = platform.nanoTime();
  }

  /**
   * The provider has answered as hoped.
   *
   * @param doing what the component did, e.g. {@code settling}
   */
  public void answered(String doing) {
    answerNanos = platform.nanoTime();
    answered = true;
    if (failing) {
      healed(doing);
    }
  }

  /**
   * Something that failed fails no longer: it works, or there is nothing to do any more.
   *
   * @param doing what the component did
   */
  public synchronized void healed(String doing) {
    Problem problem = problems.remove(doing);
    if (problem != null) {
      LOG.info("{}: {} works again after {}", name, doing, age(problem.since));
    }
    if (problems.isEmpty() && failing) {
      failing = false;
      sinceNanos = platform.nanoTime();
    }
  }

  /**
   * A call failed and will be tried again.
   *
   * @param doing what the component did, e.g. {@code settling}
   * @param code the portable code of the failure
   * @param text the failure in words, without event data or secrets
   */
  public synchronized void failing(String doing, ErrorCode code, String text) {
    Problem before = problems.get(doing);
    long now = platform.nanoTime();
    problems.put(doing, new Problem(code, text, before == null ? now : before.since));
    if (before == null) {
      LOG.warn("{}: {} fails and is tried again: {} ({})", name, doing, text, code);
    }
    if (!failing) {
      failing = true;
      sinceNanos = now;
    }
  }

  /** One of its subscribers takes no new events for now. */
  public synchronized void paused() {
    paused++;
  }

  /** One of its paused subscribers takes events again, or has ended. */
  public synchronized void resumed() {
    paused--;
  }

  synchronized void close() {
    closed = true;
    sinceNanos = platform.nanoTime();
  }

  synchronized Health.Component snapshot() {
    Optional<ErrorCode> code = problems.values().stream().map(Problem::code).findFirst();
    String text = String.join("; ", words());
    return new Snapshot(
        name,
        status(),
        text.isEmpty() ? Optional.empty() : Optional.of(text),
        code,
        age(sinceNanos),
        answered ? Optional.of(age(answerNanos)) : Optional.empty());
  }

  private Health.Status status() {
    if (closed) {
      return Health.Status.DOWN;
    }
    return problems.isEmpty() ? Health.Status.UP : Health.Status.DEGRADED;
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    if (closed) {
      words.add("closed");
    } else if (paused > 0) {
      words.add("paused");
    }
    problems.forEach((doing, problem) -> words.add(doing + ": " + problem.text));
    return words;
  }

  private Duration age(long nanos) {
    return Duration.ofNanos(platform.nanoTime() - nanos);
  }

  private record Snapshot(
      String name,
      Health.Status status,
      Optional<String> problem,
      Optional<ErrorCode> code,
      Duration since,
      Optional<Duration> lastAnswer)
      implements Health.Component {}
}
