package dev.isobar.local.crash;

import dev.isobar.Delivery;
import dev.isobar.Handler;
import dev.isobar.Settlement;
import dev.isobar.tck.history.History;
import dev.isobar.tck.history.Op;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Handles events, fails some and rejects few, and writes down each call. */
final class Consumer implements Handler {
  private final String name;
  private final History history;
  private final AtomicLong calls = new AtomicLong();

  Consumer(String name, History history) {
    this.name = name;
    this.history = history;
  }

  @Override
  public Settlement handle(Delivery delivery) {
    Op begin =
        Op.of(Op.Kind.HANDLE, Op.Phase.INVOKE)
            .by(name, calls.incrementAndGet())
            .at(System.nanoTime())
            .event(delivery.event().getId())
            .on(delivery.subscription())
            .attempt(delivery.attempt())
            .build();
    Op whole = withHash(begin, delivery);
    history.append(whole);
    delivery.onCancel(
        () ->
            history.append(
                Op.of(Op.Kind.CANCELLED, Op.Phase.INFO)
                    .by(name, begin.i())
                    .at(System.nanoTime())
                    .event(begin.e())
                    .on(begin.s())
                    .build()));
    Settlement settlement = decide(delivery);
    String result = settlement.kind().name().toLowerCase(java.util.Locale.ROOT);
    history.append(whole.like().phase(Op.Phase.OK).at(System.nanoTime()).result(result).build());
    return settlement;
  }

  private static Op withHash(Op begin, Delivery delivery) {
    return begin.like().event(begin.e(), "", 0, Writer.hash(delivery.event())).build();
  }

  private static Settlement decide(Delivery delivery) {
    int chance = Math.floorMod(delivery.event().getId().hashCode(), 100);
    if (chance == 0) {
      return delivery.reject("rejected on purpose");
    }
    boolean fails = chance < 4 && delivery.attempt() == 1;
    return fails
        ? delivery.retryAfter(Duration.ofMillis(50), "failed on purpose")
        : delivery.complete();
  }
}
