package dev.isobar.runtime.health;

import dev.isobar.ErrorCode;
import dev.isobar.Health;
import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one publisher or subscriber fares. Logs one line when it begins to fail and one when it works
 * again, never one per try. Thread-safe.
 */
public final class HealthComponent {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.health");

  private final String name;
  private final Platform platform;
  private long sinceNanos;
  private long answerNanos;
  private boolean answered;
  private @Nullable ErrorCode code;
  private String problem = "";

  HealthComponent(String name, Platform platform) {
    this.name = name;
    this.platform = platform;
    this.sinceNanos = platform.nanoTime();
  }

  /** The provider has answered as hoped. */
  public synchronized void answered() {
    answerNanos = platform.nanoTime();
    answered = true;
    if (code != null) {
      LOG.info("{} works again after {}", name, age(sinceNanos));
      code = null;
      problem = "";
      sinceNanos = answerNanos;
    }
  }

  /**
   * A call failed and will be tried again.
   *
   * @param failure its portable code
   * @param what what fails, in words, without event data or secrets
   */
  public synchronized void failing(ErrorCode failure, String what) {
    if (code == null) {
      LOG.warn("{} fails and is retried: {} ({})", name, what, failure);
      sinceNanos = platform.nanoTime();
    }
    code = failure;
    problem = what;
  }

  synchronized Health.Component snapshot() {
    return new Snapshot(
        name,
        code == null ? Health.Status.UP : Health.Status.DEGRADED,
        problem.isEmpty() ? Optional.empty() : Optional.of(problem),
        Optional.ofNullable(code),
        age(sinceNanos),
        answered ? Optional.of(age(answerNanos)) : Optional.empty());
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
