package dev.isobar.runtime.receive;

import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.telemetry.Request;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Platform;
import dev.isobar.spi.SettleOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps leases alive: extends in batches what is in the last third of its lease, and declares lost,
 * by our own clock, what could not be extended in time. One timer for all entries; none while there
 * are no entries. Touched only inside the engine's mailbox.
 */
final class LeaseKeeper {
  private static final int CHECKS_PER_LEASE = 12;
  private static final String EXTENDING = "extending leases";

  private final SubscriberEngine engine;
  private final Duration lease;
  private final long leaseNanos;
  private final long marginNanos;
  private final long maxRunNanos;
  private final long capNanos;
  private int extensions;
  private Platform.@Nullable Timer timer;

  LeaseKeeper(SubscriberEngine engine, Duration lease) {
    this.engine = engine;
    this.lease = lease;
    this.leaseNanos = lease.toNanos();
    this.marginNanos = Math.min(leaseNanos / 10, Duration.ofSeconds(1).toNanos());
    this.maxRunNanos = engine.context().resource().tuning().maxLease().toNanos();
    this.capNanos = engine.context().capabilities().leaseCap().toNanos();
  }

  /** When a lease that begins now is over by our clock. */
  long end(long now) {
    return now + leaseNanos - marginNanos;
  }

  /** Starts to watch; called when there may be entries. */
  void watch() {
    if (timer == null) {
      timer =
          engine
              .platform()
              .schedule(lease.dividedBy(CHECKS_PER_LEASE), () -> engine.execute(this::check));
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void check() {
    timer = null;
    long now = engine.now();
    Map<Source, List<Entry>> due = new LinkedHashMap<>();
    for (Entry entry : engine.entries()) {
      check(entry, now, due);
    }
    due.forEach(this::extendAll);
    if (due.isEmpty() && extensions == 0) {
      engine.nothingLeft(EXTENDING);
    }
    if (engine.hasEntries()) {
      watch();
    }
  }

  private void check(Entry entry, long now, Map<Source, List<Entry>> due) {
    boolean running = entry.state == Entry.State.RUNNING;
    if (entry.gone()) {
      return;
    }
    if (engine.over(entry)) {
      engine.lost(entry);
    } else if (running && now - entry.runSince >= maxRunNanos) {
      engine.overran(entry);
    } else if (!entry.extending && entry.leaseUntil - now <= leaseNanos / 3) {
      boolean capped = now + leaseNanos - entry.receivedAt > capNanos;
      if (!capped && engine.wanted(entry)) {
        due.computeIfAbsent(entry.source, source -> new ArrayList<>()).add(entry);
      } else {
        engine.handBack(entry);
      }
    }
  }

  private void extendAll(Source source, List<Entry> entries) {
    int batch = (int) engine.context().capabilities().limits().settleBatch().value();
    for (int from = 0; from < entries.size(); from += batch) {
      extend(source, List.copyOf(entries.subList(from, Math.min(entries.size(), from + batch))));
    }
  }

  private void extend(Source source, List<Entry> entries) {
    List<Lease> leases = entries.stream().map(entry -> entry.lease).toList();
    entries.forEach(entry -> entry.extending = true);
    extensions++;
    long called = engine.now();
    Request request = engine.context().telemetry().extend(source.address(), entries);
    Stages.call(
            engine.platform(),
            lease.dividedBy(3),
            () -> request.within(() -> source.receiver().extend(leases, lease)))
        .whenComplete(
            (outcomes, failure) ->
                engine.execute(
                    () -> {
                      request.answered(outcomes, failure);
                      extended(entries, leases, called, outcomes, failure);
                    }));
  }

  private void extended(
      List<Entry> entries,
      List<Lease> leases,
      long called,
      @Nullable List<SettleOutcome> outcomes,
      @Nullable Throwable failure) {
    extensions--;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      entry.extending = false;
      if (entry.gone() || entry.lease != leases.get(i)) {
        continue;
      }
      if (outcomes == null || outcomes.size() != entries.size()) {
        engine.failing(
            EXTENDING,
            failure != null ? failure : new IllegalStateException("leases left unanswered"));
      } else {
        apply(entry, outcomes.get(i), called);
      }
    }
  }

  private void apply(Entry entry, SettleOutcome outcome, long called) {
    switch (outcome.status()) {
      case DONE -> {
        entry.leaseUntil = end(called);
        engine.worked(EXTENDING);
        engine.context().telemetry().extended(entry.source.address());
      }
      case LEASE_LOST -> engine.lost(entry);
      case FAILED -> engine.failing(EXTENDING, outcome.failure().orElseThrow());
    }
  }
}
