package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.Receipt;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.telemetry.Traced;
import dev.isobar.spi.WireMessage;
import io.opentelemetry.api.trace.SpanContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one address. Everything but {@link #receipt} belongs to the mailbox of
 * its {@link Outbound}; as a task there it enters the state machine.
 */
final class PendingEvent implements Runnable, Traced {
  /** Where an event is. */
  enum Place {
    /** In its lane. */
    WAITING,
    /** In a list of events that are tried again later. */
    DELAYED,
    /** In a call to the provider. */
    IN_FLIGHT,
    /** Its receipt is complete. */
    DONE
  }

  private record SentReceipt(String eventId, String nativeId) implements Receipt {
    @Override
    public String toString() {
      return "receipt of event " + SafeText.of(eventId) + ", stored as " + SafeText.of(nativeId);
    }
  }

  final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
  final String id;
  final WireMessage message;
  final int bytes;
  final long deadline;
  private final @Nullable SpanContext origin;
  private final Outbound outbound;

  Place place = Place.WAITING;
  @Nullable Lane lane;

  /** How many events may share its call; lowered after a call was refused as a whole. */
  int company = Integer.MAX_VALUE;

  int tries;
  boolean maybeStored;
  @Nullable ErrorCode code;
  @Nullable Throwable failure;

  /** Its neighbours in its lane. */
  @Nullable PendingEvent before;

  @Nullable PendingEvent behind;

  /** Its neighbours in the order of deadlines. */
  @Nullable PendingEvent earlier;

  @Nullable PendingEvent later;

  PendingEvent(
      Outbound outbound,
      String id,
      WireMessage message,
      @Nullable SpanContext origin,
      long deadline) {
    this.outbound = outbound;
    this.id = id;
    this.message = message;
    this.origin = origin;
    this.bytes = message.size();
    this.deadline = deadline;
  }

  @Override
  public void run() {
    outbound.accept(this);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public @Nullable SpanContext origin() {
    return origin;
  }

  void stored(String nativeId) {
    receipt.complete(new SentReceipt(id, nativeId));
  }

  boolean done() {
    return place == Place.DONE;
  }
}
