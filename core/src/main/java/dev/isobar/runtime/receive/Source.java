package dev.isobar.runtime.receive;

import dev.isobar.spi.Address;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One receiver of the provider, the credit it has and the verdicts on what it gave. A source that
 * failed settles what it gave and ends; the engine opens another one. Touched only inside the
 * engine's mailbox, but for what {@link Inbound} says.
 */
final class Source implements Inbound {
  private final SubscriberEngine engine;
  private final Address address;
  private final Receiver receiver;
  private final Settler settler;
  private final Map<String, Entry> known;
  private int credit;
  private int leased;
  private @Nullable CompletionStage<Void> stopped;
  private boolean silent;
  private boolean closed;

  Source(
      SubscriberEngine engine, Address address, ReceiveOptions options, Map<String, Entry> known) {
    this.engine = engine;
    this.address = address;
    this.known = known;
    this.settler = new Settler(engine, this);
    this.receiver = engine.context().driver().receiver(address, options, this);
  }

  Address address() {
    return address;
  }

  Receiver receiver() {
    return receiver;
  }

  /** What is in our hands from this address, by native id, whichever receiver gave it. */
  Map<String, Entry> known() {
    return known;
  }

  Settler settler() {
    return settler;
  }

  /** What may still arrive; negative when more came than was asked for. */
  int credit() {
    return open() ? credit : 0;
  }

  boolean open() {
    return stopped == null;
  }

  void request(int events) {
    credit += events;
    try {
      receiver.request(events);
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  /** An event that this source gave is settled, given back or lost. */
  void released() {
    leased--;
    closeIfDone();
  }

  /** Asks for no more; what was given is still settled, then the connection is given up. */
  void stop() {
    if (stopped == null) {
      stopped = receiver.stop();
      stopped.whenComplete(
          (done, never) ->
              engine.execute(
                  () -> {
                    silent = true;
                    closeIfDone();
                    engine.progress();
                  }));
    }
  }

  /** Whether nothing more arrives. */
  boolean silent() {
    return silent;
  }

  /** Gives up the connection, whatever is still leased. */
  void close() {
    if (!closed) {
      closed = true;
      receiver.close();
      engine.closed(this);
    }
  }

  private void closeIfDone() {
    if (leased == 0 && silent) {
      close();
    }
  }

  /** Decodes and filters on the driver's thread, so that the mailbox stays short. */
  @Override
  public void received(List<Received> batch) {
    long now = engine.now();
    ReceiveContext context = engine.context();
    List<CloudEvent> events = new ArrayList<>(batch.size());
    BitSet accepted = new BitSet(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      CloudEvent event = context.events().decode(batch.get(i), address);
      events.add(event);
      accepted.set(i, context.residual().test(event));
    }
    engine.execute(
        () -> {
          credit -= batch.size();
          leased += batch.size();
          engine.arrived(this, batch, events, accepted, now);
        });
  }

  @Override
  public void idle() {
    engine.execute(engine::idle);
  }

  @Override
  public void failed(Throwable failure) {
    engine.execute(
        () -> {
          if (open()) {
            stop();
            engine.failed(this, failure);
          }
        });
  }
}
