package dev.isobar.runtime.receive;

import dev.isobar.runtime.telemetry.Traced;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Received;
import dev.isobar.spi.Story;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** One leased event in our hands. Touched only inside the engine's mailbox. */
final class Entry implements Traced {
  /** Where an entry stands. */
  enum State {
    /** Ready, or behind an earlier event of its key. */
    WAITING,
    /** In a handler. */
    RUNNING,
    /** Failed, and waiting for its next attempt with the lease renewed. */
    HELD,
    /** Its verdict, or its dead letter, is under way. */
    SETTLING,
    /** Settled, given back or lost. */
    GONE
  }

  final Received received;
  final CloudEvent event;
  final @Nullable String key;
  final long receivedAt;

  State state = State.WAITING;
  Source source;
  Lease lease;
  long leaseUntil;
  boolean extending;
  boolean blocked;
  boolean completed;
  boolean storing;
  @Nullable Story story;

  /** Attempts before this delivery: what the service counted, or what we remember. */
  int earlier;

  int failures;
  long runSince;
  @Nullable RuntimeDelivery delivery;
  Platform.@Nullable Timer timer;

  Entry(
      Source source,
      Received received,
      CloudEvent event,
      @Nullable String key,
      long receivedAt,
      long leaseUntil) {
    this.source = source;
    this.received = received;
    this.event = event;
    this.key = key;
    this.receivedAt = receivedAt;
    this.lease = received.lease();
    this.leaseUntil = leaseUntil;
  }

  @Override
  public String id() {
    return event.getId();
  }

  @Override
  public @Nullable SpanContext origin() {
    return Traced.origin(event);
  }

  @Override
  public @Nullable SpanContext handling() {
    return delivery == null ? null : delivery.processing().span();
  }

  /** The number of the attempt that runs, or would run next. */
  int attempt() {
    return earlier + failures + 1;
  }

  /** How many attempts have been made once a failure was counted. */
  int attemptsMade() {
    return earlier + failures;
  }

  boolean gone() {
    return state == State.GONE;
  }

  void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
