package dev.isobar.runtime.telemetry;

import dev.isobar.Settlement;
import dev.isobar.spi.Address;
import dev.isobar.spi.Received;
import dev.isobar.spi.TelemetryNames.Operation;
import dev.isobar.spi.Verdict;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What is told about receiving from one subscription or queue. Thread-safe. */
public final class ReceiveTelemetry {
  /** How long after its creation an event still belongs to the trace of its creation. */
  private static final Duration SAME_TRACE = Duration.ofHours(1);

  /** Nothing is told. */
  public static final ReceiveTelemetry NONE =
      new ReceiveTelemetry(null, List.of(), List.of(), null);

  private final @Nullable Telemetry telemetry;
  private final List<Address> addresses;
  private final List<Destination> destinations;
  private final @Nullable Address deadLetters;

  ReceiveTelemetry(
      @Nullable Telemetry telemetry,
      List<Address> addresses,
      List<Destination> destinations,
      @Nullable Address deadLetters) {
    this.telemetry = telemetry;
    this.addresses = addresses;
    this.destinations = destinations;
    this.deadLetters = deadLetters;
  }

  /**
   * Lets the number of events in our hands, the backlog and the dead letters be observed.
   *
   * @param inFlight read from any thread
   * @return ends it
   */
  public Runnable watch(IntSupplier inFlight) {
    return telemetry == null || deadLetters == null
        ? () -> {}
        : telemetry.gauges().watch(main(), addresses.get(0), deadLetters, inFlight);
  }

  private @Nullable Instruments live() {
    return telemetry == null ? null : telemetry.live();
  }

  /**
   * Begins the process span of one event.
   *
   * @param received its message
   * @param event the event
   * @param attempt the number of the attempt
   * @param from where it came from
   * @param base what the calling thread was doing; the root where it is a thread of ours
   */
  public Processing process(
      Received received, CloudEvent event, int attempt, Address from, Context base) {
    Instruments live = live();
    if (live == null) {
      return Processing.NONE;
    }
    Destination destination = of(from);
    Destination.Named named = destination.of(Operation.PROCESS);
    Instant now = live.platform.now();
    SpanContext origin = Propagation.carried(event);
    boolean child = origin != null && live.childOfCreation && sameTrace(received, event, from, now);
    Context context = live.propagation.withBaggage(base, event);
    Context parent = child ? Instruments.below(context, origin) : context;
    SpanBuilder span = live.span(named, SpanKind.CONSUMER, parent);
    if (origin != null) {
      span.addLink(origin);
    }
    Instruments.describe(span, event);
    describe(span, destination, received, attempt);
    received.accepted().ifPresent(then -> live.age.record(seconds(then, now), named.onMetrics()));
    return processing(live, named, context, span, true);
  }

  /**
   * Begins the process span of a batch, which is only linked to where its events come from.
   *
   * @param batch the events
   * @param base what the calling thread was doing; the root where it is a thread of ours
   */
  public Processing process(List<? extends Traced> batch, Context base) {
    Instruments live = live();
    if (live == null) {
      return Processing.NONE;
    }
    Destination.Named named = main().of(Operation.PROCESS);
    SpanBuilder span = live.span(named, SpanKind.CONSUMER, base);
    Instruments.link(span, batch);
    return processing(live, named, base, span, false);
  }

  private static Processing processing(
      Instruments live,
      Destination.Named named,
      Context context,
      SpanBuilder span,
      boolean single) {
    Span started = span.startSpan();
    return new Processing(live, named, context.with(started), live.platform.nanoTime(), single);
  }

  private static void describe(
      SpanBuilder span, Destination destination, Received received, int attempt) {
    span.setAttribute(Conventions.MESSAGE_ID, received.nativeId());
    span.setAttribute(Conventions.ATTEMPT, (long) attempt);
    AttributesBuilder more = Attributes.builder();
    destination.putNative(more, received.nativeAttributes());
    span.setAllAttributes(more.build());
  }

  /** Whether an event came straight from its publisher, and not long ago. */
  private boolean sameTrace(Received received, CloudEvent event, Address from, Instant now) {
    OffsetDateTime time = event.getTime();
    Instant created = time == null ? received.accepted().orElse(now) : time.toInstant();
    return from.equals(addresses.get(0)) && created.plus(SAME_TRACE).isAfter(now);
  }

  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
  }

  /** Begins the receive span of an explicit poll, below the caller's span. */
  public Request poll() {
    Instruments live = live();
    return live == null
        ? Request.NONE
        : Request.start(live, main().of(Operation.RECEIVE), Context.current(), List.of());
  }

  /**
   * Begins the settle span of one request.
   *
   * @param from where the events came from
   * @param events what it holds
   * @param verdicts one for each event
   */
  public Request settle(Address from, List<? extends Traced> events, List<Verdict> verdicts) {
    Instruments live = live();
    return live == null
        ? Request.NONE
        : Request.start(live, of(from).of(operation(verdicts)), Context.root(), events);
  }

  /**
   * Begins the settle span of one request that extends leases.
   *
   * @param from where the events came from
   * @param events what it holds
   */
  public Request extend(Address from, List<? extends Traced> events) {
    Instruments live = live();
    if (live == null) {
      return Request.NONE;
    }
    SpanContext handling = events.size() == 1 ? events.get(0).handling() : null;
    Context parent =
        handling == null ? Context.root() : Instruments.below(Context.root(), handling);
    return Request.start(live, of(from).of(Operation.EXTEND), parent, events);
  }

  private static Operation operation(List<Verdict> verdicts) {
    Operation first = operation(verdicts.get(0));
    boolean same = verdicts.stream().allMatch(verdict -> operation(verdict) == first);
    return same ? first : Operation.SETTLE;
  }

  private static Operation operation(Verdict verdict) {
    return verdict instanceof Verdict.Complete
        ? Operation.COMPLETE
        : verdict instanceof Verdict.Release ? Operation.RELEASE : Operation.DEAD_LETTER;
  }

  /**
   * Counts a delivery for a handler.
   *
   * @param from where it came from
   */
  public void consumed(Address from) {
    Instruments live = live();
    if (live != null) {
      live.consumed.add(1, of(from).of(Operation.RECEIVE).onMetrics());
    }
  }

  /**
   * Counts what was decided on a delivery.
   *
   * @param from where it came from
   * @param settlement what becomes of it: an exhausted one is rejected
   */
  public void decided(Address from, Settlement.Kind settlement) {
    Instruments live = live();
    if (live != null) {
      live.settled.add(
          1,
          of(from).place().toBuilder()
              .put(Conventions.SETTLEMENT, Processing.name(settlement))
              .build());
    }
  }

  /**
   * Counts a lease that was extended.
   *
   * @param from where the event came from
   */
  public void extended(Address from) {
    Instruments live = live();
    if (live != null) {
      live.leaseExtensions.add(1, of(from).place());
    }
  }

  /**
   * Counts a lease that was lost.
   *
   * @param from where the event came from
   */
  public void lost(Address from) {
    Instruments live = live();
    if (live != null) {
      live.leasesLost.add(1, of(from).place());
    }
  }

  private Destination main() {
    return destinations.get(0);
  }

  private Destination of(@Nullable Address address) {
    return destinations.get(Math.max(0, addresses.indexOf(address)));
  }
}
