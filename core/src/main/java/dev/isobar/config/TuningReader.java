package dev.isobar.config;

import dev.isobar.Resource;
import dev.isobar.Tuning;
import dev.isobar.spi.Setting;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Lays the tuning in the configuration over that of code. */
final class TuningReader {
  private final Values values;
  private final Problems problems;

  TuningReader(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Returns the tuning of a subscription or queue. */
  Tuning tune(Resource resource) {
    Overlay overlay = new Overlay(Section.of(resource.kind()).key(resource.name(), ""));
    Tuning tuning = resource.tuning();
    tuning = overlay.on(tuning, TuningSettings.MAX_ATTEMPTS, Tuning::maxAttempts);
    tuning = overlay.on(tuning, TuningSettings.BACKOFF_JITTER, Tuning::backoffJitter);
    tuning = overlay.on(tuning, TuningSettings.CONCURRENCY, Tuning::concurrency);
    tuning = overlay.on(tuning, TuningSettings.LEASE, Tuning::lease);
    tuning = overlay.on(tuning, TuningSettings.MAX_LEASE, Tuning::maxLease);
    tuning = overlay.on(tuning, TuningSettings.MAX_HELD, Tuning::maxHeld);
    tuning = overlay.on(tuning, TuningSettings.UNHANDLED, Tuning::unhandled);
    tuning = overlay.on(tuning, TuningSettings.INTERRUPT_ON_CANCEL, Tuning::interruptOnCancel);
    tuning = backoff(tuning, resource, overlay);
    notLess(
        resource,
        overlay,
        TuningSettings.MAX_LEASE,
        tuning.maxLease(),
        TuningSettings.LEASE,
        tuning.lease());
    return tuning;
  }

  private Tuning backoff(Tuning tuning, Resource resource, Overlay overlay) {
    Duration first = overlay.find(TuningSettings.BACKOFF).orElse(tuning.backoff());
    Duration longest = overlay.find(TuningSettings.MAX_BACKOFF).orElse(tuning.maxBackoff());
    double factor = overlay.find(TuningSettings.BACKOFF_FACTOR).orElse(tuning.backoffFactor());
    return notLess(
            resource, overlay, TuningSettings.MAX_BACKOFF, longest, TuningSettings.BACKOFF, first)
        ? tuning.backoff(first, factor, longest)
        : tuning;
  }

  private boolean notLess(
      Resource resource,
      Overlay overlay,
      Setting<Duration> greater,
      Duration most,
      Setting<Duration> lesser,
      Duration least) {
    boolean allowed = most.compareTo(least) >= 0;
    if (!allowed) {
      problems.add(
          resource
              + ": "
              + overlay.say(greater, most)
              + " is less than "
              + overlay.say(lesser, least)
              + "; raise the first or lower the second");
    }
    return allowed;
  }

  /** The keys of one resource. */
  private final class Overlay {
    private final String prefix;

    private Overlay(String prefix) {
      this.prefix = prefix;
    }

    private <T> Optional<T> find(Setting<T> leaf) {
      return values.find(prefix, leaf);
    }

    private <T> Tuning on(Tuning tuning, Setting<T> leaf, BiFunction<Tuning, T, Tuning> setter) {
      return find(leaf).map(value -> setter.apply(tuning, value)).orElse(tuning);
    }

    private String say(Setting<Duration> leaf, Duration value) {
      String key = prefix + leaf.key();
      return values
          .entry(key)
          .map(e -> e.key() + " = \"" + SafeText.escape(e.value()) + "\" (" + e.source() + ")")
          .orElse(leaf.key() + " " + Setting.print(value) + " (code or default)");
    }
  }
}
