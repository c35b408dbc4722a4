package dev.isobar.tck;

import dev.isobar.Delivery;
import dev.isobar.Handler;
import dev.isobar.Settlement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A handler that notes every delivery and answers by a script. Several subscribers may share one:
 * the notes then are in the order in which the handlers began. Thread-safe.
 */
final class Recorder implements Handler {
  /** One call of the handler. */
  static final class Call {
    final Delivery delivery;
    final String id;
    final @Nullable String key;
    final int attempt;
    final long begun;
    volatile long ended = Long.MAX_VALUE;
    volatile boolean completed;

    Call(Delivery delivery, long begun) {
      this.delivery = delivery;
      this.id = delivery.event().getId();
      Object extension = delivery.event().getExtension("partitionkey");
      this.key = extension == null ? null : extension.toString();
      this.attempt = delivery.attempt();
      this.begun = begun;
    }

    boolean running() {
      return ended == Long.MAX_VALUE;
    }

    @Override
    public String toString() {
      return id + "/" + attempt + (completed ? "" : running() ? "…" : "!");
    }
  }

  private final TestClock clock;
  private final Handler script;
  private final List<Call> calls = new ArrayList<>();

  Recorder(TestClock clock, Handler script) {
    this.clock = clock;
    this.script = script;
  }

  @Override
  public Settlement handle(Delivery delivery) throws Exception {
    Call call;
    synchronized (calls) {
      call = new Call(delivery, clock.nanoTime());
      calls.add(call);
    }
    try {
      Settlement settlement = script.handle(delivery);
      call.completed = settlement != null && settlement.kind() == Settlement.Kind.COMPLETE;
      return settlement;
    } finally {
      call.ended = clock.nanoTime();
    }
  }

  List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  List<Call> calls(String id) {
    return calls().stream().filter(c -> c.id.equals(id)).toList();
  }

  /** The ids of all deliveries in the order in which their handlers began. */
  List<String> ids() {
    return calls().stream().map(c -> c.id).toList();
  }

  /** The ids of the deliveries that were completed. */
  List<String> completed() {
    return calls().stream().filter(c -> c.completed).map(c -> c.id).toList();
  }

  List<String> ids(Predicate<Call> which) {
    return calls().stream().filter(which).map(c -> c.id).toList();
  }

  BooleanSupplier has(int deliveries) {
    return () -> calls().size() >= deliveries;
  }

  BooleanSupplier hasEnded(int deliveries) {
    return () -> calls().stream().filter(c -> !c.running()).count() >= deliveries;
  }

  BooleanSupplier hasCompleted(Collection<String> ids) {
    return () -> new HashSet<>(completed()).containsAll(ids);
  }

  BooleanSupplier hasCompleted(String... ids) {
    return hasCompleted(List.of(ids));
  }

  long running() {
    return calls().stream().filter(Call::running).count();
  }
}
