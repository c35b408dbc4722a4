package dev.isobar.runtime.receive;

import dev.isobar.runtime.platform.Backoff;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.telemetry.Request;
import dev.isobar.runtime.telemetry.Traced;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends verdicts of one source in batches: what comes while calls are under way goes together with
 * the next one. A verdict that fails is tried again for as long as its lease lasts. Touched only
 * inside the engine's mailbox.
 */
final class Settler {
  private static final int CALLS_AT_ONCE = 4;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final SubscriberEngine engine;
  private final Source source;
  private final int batch;
  private final int callsAtOnce;
  private final Deque<Item> pending = new ArrayDeque<>();
  private int calls;
  private int unsettled;

  /** A verdict under way. */
  private static final class Item implements Traced {
    final Entry entry;
    final Verdict verdict;
    int failures;

    Item(Entry entry, Verdict verdict) {
      this.entry = entry;
      this.verdict = verdict;
    }

    @Override
    public String id() {
      return entry.id();
    }

    @Override
    public @Nullable SpanContext origin() {
      return entry.origin();
    }
  }

  Settler(SubscriberEngine engine, Source source) {
    this.engine = engine;
    this.source = source;
    this.batch = (int) engine.context().capabilities().limits().settleBatch().value();
    this.callsAtOnce = engine.context().resource().ordered() ? 1 : CALLS_AT_ONCE;
  }

  void add(Entry entry, Verdict verdict) {
    pending.add(new Item(entry, verdict));
    unsettled++;
    pump();
  }

  /** Whether every verdict has been answered. */
  boolean quiet() {
    return unsettled == 0;
  }

  private void pump() {
    while (calls < callsAtOnce && !pending.isEmpty()) {
      List<Item> items = take();
      if (!items.isEmpty()) {
        call(items);
      }
    }
  }

  private List<Item> take() {
    List<Item> items = new ArrayList<>(Math.min(batch, pending.size()));
    while (items.size() < batch && !pending.isEmpty()) {
      Item item = pending.remove();
      boolean over = engine.over(item.entry);
      if (over) {
        engine.execute(() -> engine.loseIfOver(item.entry));
      }
      if (over || item.entry.gone()) {
        unsettled--;
      } else {
        items.add(item);
      }
    }
    return items;
  }

  private void call(List<Item> items) {
    List<Verdict> verdicts = new ArrayList<>(items.size());
    items.forEach(item -> verdicts.add(item.verdict));
    calls++;
    Request request = engine.context().telemetry().settle(source.address(), items, verdicts);
    Stages.call(
            engine.platform(),
            CALL_TIMEOUT,
            () -> request.within(() -> source.receiver().settle(verdicts)))
        .whenComplete(
            (outcomes, failure) ->
                engine.execute(
                    () -> {
                      request.answered(outcomes, failure);
                      answered(items, outcomes, failure);
                    }));
  }

  private void answered(
      List<Item> items, @Nullable List<SettleOutcome> outcomes, @Nullable Throwable failure) {
    calls--;
    List<SettleOutcome> answers =
        outcomes != null && outcomes.size() == items.size()
            ? outcomes
            : Collections.nCopies(items.size(), SettleOutcome.failed(reason(failure)));
    for (int i = 0; i < items.size(); i++) {
      settled(items.get(i), answers.get(i));
    }
    pump();
    engine.progress();
  }

  private static Throwable reason(@Nullable Throwable failure) {
    return failure != null
        ? failure
        : new IllegalStateException("the driver left verdicts unanswered");
  }

  private void settled(Item item, SettleOutcome outcome) {
    switch (outcome.status()) {
      case DONE -> done(item, true);
      case LEASE_LOST -> done(item, false);
      case FAILED -> again(item, outcome.failure().orElseThrow());
    }
  }

  private void done(Item item, boolean settled) {
    unsettled--;
    if (item.entry.gone() || item.verdict.lease() != item.entry.lease) {
      return;
    }
    if (settled) {
      engine.settled(item.entry, item.verdict);
    } else {
      engine.lost(item.entry);
    }
  }

  private void again(Item item, Throwable failure) {
    item.failures++;
    engine.failing(SubscriberEngine.SETTLING, failure);
    engine
        .platform()
        .schedule(
            Backoff.CALLS.delay(item.failures, engine.platform()),
            () ->
                engine.execute(
                    () -> {
                      pending.add(item);
                      pump();
                      engine.progress();
                    }));
  }
}
