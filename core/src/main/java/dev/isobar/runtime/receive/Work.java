package dev.isobar.runtime.receive;

import dev.isobar.BatchHandler;
import dev.isobar.Handler;
import dev.isobar.Interceptor;
import dev.isobar.RejectedEventException;
import dev.isobar.Settlement;
import dev.isobar.runtime.telemetry.Processing;
import dev.isobar.runtime.telemetry.ReceiveTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the application does with deliveries, and how its answer becomes one outcome for each. */
public final class Work {
  /** What a handler decided about one delivery. */
  record Outcome(RuntimeSettlement settlement, @Nullable Throwable thrown, boolean undecodable) {}

  /** Calls the application; one outcome per delivery, in the same order. */
  @FunctionalInterface
  private interface Call {
    List<Outcome> on(List<RuntimeDelivery> batch);
  }

  private final int max;
  private final boolean batches;
  private final Call call;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private Work(int max, boolean batches, Call call) {
    this.max = max;
    this.batches = batches;
    this.call = call;
  }

  /**
   * Work that takes one delivery at a time.
   *
   * @param handler the application's handler
   * @param interceptors around it, outermost first
   */
  public static Work of(Handler handler, List<Interceptor> interceptors) {
    Handler wrapped = handler;
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      Interceptor interceptor = interceptors.get(i);
      Handler inner = wrapped;
      wrapped = delivery -> interceptor.around(delivery, () -> inner.handle(delivery));
    }
    Handler chain = wrapped;
    return new Work(1, false, batch -> List.of(one(chain, batch.get(0))));
  }

  /**
   * Work that takes what is ready, up to a number.
   *
   * @param max the largest batch
   * @param handler the application's handler
   */
  public static Work of(int max, BatchHandler handler) {
    return new Work(max, true, batch -> all(handler, batch));
  }

  int max() {
    return max;
  }

  /** Whether the calling thread is inside this work's handler. */
  public boolean inside() {
    return threads.contains(Thread.currentThread());
  }

  /**
   * Calls the application.
   *
   * @param batch what it is given
   * @param telemetry told about the call
   * @param base what the calling thread was doing
   */
  List<Outcome> on(List<RuntimeDelivery> batch, ReceiveTelemetry telemetry, Context base) {
    Processing processing =
        batches ? telemetry.process(batch, base) : batch.get(0).process(telemetry, base);
    batch.forEach(delivery -> delivery.handledIn(processing));
    Scope scope = processing.current();
    try {
      return told(processing, on(batch));
    } finally {
      scope.close();
    }
  }

  private List<Outcome> told(Processing processing, List<Outcome> outcomes) {
    Outcome first = outcomes.get(0);
    processing.end(batches ? null : first.settlement().kind(), first.thrown());
    return outcomes;
  }

  List<Outcome> on(List<RuntimeDelivery> batch) {
    Thread thread = Thread.currentThread();
    threads.add(thread);
    batch.forEach(delivery -> delivery.entered(thread));
    try {
      return call.on(batch);
    } finally {
      batch.forEach(RuntimeDelivery::left);
      threads.remove(thread);
    }
  }

  private static Outcome one(Handler handler, RuntimeDelivery delivery) {
    try {
      return accept(delivery, handler.handle(delivery));
    } catch (Throwable thrown) {
      return failed(delivery, thrown);
    }
  }

  private static List<Outcome> all(BatchHandler handler, List<RuntimeDelivery> batch) {
    Map<Object, Settlement> bySettled = new IdentityHashMap<>();
    try {
      Collection<Settlement> answer = handler.handle(List.copyOf(batch));
      if (answer != null) {
        answer.forEach(settlement -> bySettled.put(settlement.delivery(), settlement));
      }
    } catch (Throwable thrown) {
      boolean ofOne = batch.stream().anyMatch(delivery -> delivery.undecodable(thrown));
      return batch.stream().map(delivery -> failed(delivery, thrown, ofOne)).toList();
    }
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    for (RuntimeDelivery delivery : batch) {
      Settlement settlement = bySettled.get(delivery);
      outcomes.add(
          settlement == null
              ? retry(delivery, "the batch handler did not settle it", null)
              : accept(delivery, settlement));
    }
    return outcomes;
  }

  private static Outcome accept(RuntimeDelivery delivery, @Nullable Settlement settlement) {
    if (settlement == null) {
      return retry(delivery, "the handler returned null instead of a settlement", null);
    }
    if (settlement instanceof RuntimeSettlement ours && ours.delivery() == delivery) {
      return new Outcome(ours, null, false);
    }
    return retry(delivery, "the handler returned a settlement of another delivery", null);
  }

  /** Undecodable data of one delivery rejects that one alone; its neighbours are retried. */
  private static Outcome failed(RuntimeDelivery delivery, Throwable thrown, boolean ofOne) {
    return ofOne && !delivery.undecodable(thrown)
        ? retry(delivery, "another event of its batch could not be decoded", null)
        : failed(delivery, thrown);
  }

  private static Outcome failed(RuntimeDelivery delivery, Throwable thrown) {
    if (thrown instanceof RejectedEventException) {
      String why = String.valueOf(thrown.getMessage());
      return new Outcome(
          (RuntimeSettlement) delivery.reject(why), thrown, delivery.undecodable(thrown));
    }
    return retry(delivery, describe(thrown), thrown);
  }

  /** In its own words, which are the application's code and may fail too. */
  private static String describe(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException | Error speechless) {
      return thrown.getClass().getName();
    }
  }

  private static Outcome retry(RuntimeDelivery delivery, String why, @Nullable Throwable thrown) {
    return new Outcome((RuntimeSettlement) delivery.retry(why), thrown, false);
  }
}
