package dev.isobar.config;

import dev.isobar.Tuning;
import dev.isobar.UnhandledPolicy;
import dev.isobar.spi.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The keys of a {@link Tuning}, without the section and the name. Bounds are those of its setters.
 */
final class TuningSettings {
  static final Setting<Integer> MAX_ATTEMPTS =
      Setting.number(
          "max-attempts", 1, 45, "5", "After how many failed attempts an event is dead-lettered.");

  static final Setting<Duration> BACKOFF =
      Setting.duration(
          "backoff",
          Duration.ZERO,
          Tuning.MAX_RETRY_DELAY,
          "1s",
          "The delay after the first failed attempt.");

  static final Setting<Double> BACKOFF_FACTOR =
      Setting.decimal("backoff-factor", 1, 10, "2", "The factor from one delay to the next.");

  static final Setting<Duration> MAX_BACKOFF =
      Setting.duration(
          "max-backoff",
          Duration.ZERO,
          Tuning.MAX_RETRY_DELAY,
          "5m",
          "The longest delay; not less than backoff.");

  static final Setting<Double> BACKOFF_JITTER =
      Setting.decimal(
          "backoff-jitter", 0, 1, "0.2", "The share by which a delay is varied up or down.");

  static final Setting<Integer> CONCURRENCY =
      Setting.number("concurrency", 1, 10_000, "16", "How many handlers run at once.");

  static final Setting<Duration> LEASE =
      Setting.duration(
          "lease",
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          "60s",
          "For how long an event is leased at a time; a crashed consumer's events come back after it.");

  static final Setting<Duration> MAX_LEASE =
      Setting.duration(
          "max-lease",
          Duration.ofSeconds(1),
          Duration.ofHours(11),
          "30m",
          "For how long a running handler keeps its event; not less than lease.");

  static final Setting<Integer> MAX_HELD =
      Setting.number(
          "max-held",
          1,
          100_000,
          "1000",
          "How many events may wait for a retry with their lease held; past it no more are received.");

  static final Setting<UnhandledPolicy> UNHANDLED =
      Setting.choice(
          "unhandled",
          UnhandledPolicy.class,
          "reject",
          "What becomes of an event whose type no handler takes.");

  static final Setting<Boolean> INTERRUPT_ON_CANCEL =
      Setting.flag(
          "interrupt-on-cancel",
          "false",
          "Whether a handler is interrupted when its lease is lost; an interrupt closes file channels in use.");

  static final List<Setting<?>> ALL =
      List.of(
          MAX_ATTEMPTS,
          BACKOFF,
          BACKOFF_FACTOR,
          MAX_BACKOFF,
          BACKOFF_JITTER,
          CONCURRENCY,
          LEASE,
          MAX_LEASE,
          MAX_HELD,
          UNHANDLED,
          INTERRUPT_ON_CANCEL);

  private TuningSettings() {}
}
