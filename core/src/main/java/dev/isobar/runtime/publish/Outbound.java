package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import dev.isobar.runtime.health.HealthComponent;
import dev.isobar.runtime.platform.Backoff;
import dev.isobar.runtime.platform.Mailbox;
import dev.isobar.runtime.publish.PendingEvent.Place;
import dev.isobar.runtime.telemetry.SendTelemetry;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Part;
import dev.isobar.spi.Platform;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What sends to one address: a publisher's topic, queue or bus, a return address, a dead-letter
 * place. The life of an event is {@code send} → {@code accept} → {@code dispatch} → {@code
 * answered} → {@code stored}, {@code tryLater} or {@code fail}. Thread-safe; all but {@code send}
 * happens in one mailbox.
 *
 * <p><b>Batches.</b> An event leaves at once when no call is in flight. Meanwhile others gather: a
 * full batch leaves while fewer calls are in flight than allowed, a smaller one when a call ends or
 * after the linger time.
 *
 * <p><b>Order.</b> Where the resource is ordered, the events of a key are in at most one call at a
 * time, and nothing of the key is sent while an earlier event of it is unanswered or to be tried
 * again. When an event fails for good, those of its key accepted behind it fail with CONFLICT, save
 * those stored already; later ones go on.
 *
 * <p><b>Results.</b> Each event has its own. A failure that may pass is tried again, with the same
 * deduplication id, until the time-out. Once any try may have stored the event its outcome is
 * UNKNOWN, whatever later tries say. A call that was refused as a whole is sent again in halves, so
 * that only the event at fault fails.
 *
 * <p><b>Calls without an answer.</b> At the time-out their events fail with DEADLINE_EXCEEDED and
 * UNKNOWN. The call keeps its slot and its keys, so that nothing overtakes what may yet be stored,
 * until it is answered or one more time-out has passed; then it is given up on and a late answer is
 * ignored.
 */
public final class Outbound {
  private final Platform platform;
  private final Address address;
  private final Capabilities capabilities;
  private final Sender sender;
  private final PendingBytes budget;
  private final SendPolicy policy;
  private final Failures failures;
  private final HealthComponent health;
  private final SendTelemetry telemetry;
  private final long timeoutNanos;

  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  private final Mailbox mailbox;
  private final Backlog backlog;
  private final Deadlines deadlines = new Deadlines();
  private final List<Call> calls = new ArrayList<>();
  private final Queue<Retry> retries = new PriorityQueue<>();
  private final List<CompletableFuture<Void>> drains = new ArrayList<>();
  private final Alarm lingerAlarm;
  private final Alarm retryAlarm;
  private final Alarm deadlineAlarm;
  private boolean ended;

  /** Events of one call that are to be tried again together, so that they share a call again. */
  private static final class Retry implements Comparable<Retry> {
    private final List<PendingEvent> events = new ArrayList<>(0);
    private final long start;
    private long at;

    private Retry(long now) {
      start = now;
      at = now;
    }

    private void add(PendingEvent event, long delayNanos) {
      events.add(event);
      at = Math.max(at, start + delayNanos);
    }

    @Override
    public int compareTo(Retry other) {
      return Long.signum(at - other.at);
    }
  }

  /**
   * Opens a sender.
   *
   * @param platform the threads, clock and chance of the instance
   * @param driver what sends
   * @param address where to
   * @param budget the bound of pending bytes, shared with other senders
   * @param health told about every call
   * @param policy how long and how often to try
   * @param telemetry told about every call
   */
  public Outbound(
      Platform platform,
      Driver driver,
      Address address,
      PendingBytes budget,
      HealthComponent health,
      SendPolicy policy,
      SendTelemetry telemetry) {
    capabilities = driver.capabilities(address);
    OrderedBatch order = capabilities.orderedBatch();
    boolean ordered =
        address.part() == Part.MAIN
            && address.resource().ordered()
            && order != OrderedBatch.UNSUPPORTED;
    this.platform = platform;
    this.address = address;
    this.sender = driver.sender(address);
    this.budget = budget;
    this.policy = policy;
    this.failures = new Failures(driver, address, policy.timeout());
    this.health = health;
    this.telemetry = telemetry;
    this.timeoutNanos = policy.timeout().toNanos();
    this.mailbox = new Mailbox(platform.executor());
    this.backlog = new Backlog(ordered, order == OrderedBatch.ONE_PER_KEY, capabilities.limits());
    this.lingerAlarm = new Alarm(platform, mailbox, () -> pump(true));
    this.retryAlarm = new Alarm(platform, mailbox, this::tryAgain);
    this.deadlineAlarm = new Alarm(platform, mailbox, this::expire);
  }

  /** Returns where this sends to. */
  public Address address() {
    return address;
  }

  /** Returns for how long one event may be under way. */
  public Duration timeout() {
    return policy.timeout();
  }

  /** Returns what is told about sending there. */
  SendTelemetry telemetry() {
    return telemetry;
  }

  /**
   * Sends an event that was published before, as it is.
   *
   * @param event the event
   * @param message the message that holds it
   * @return as {@link #send}
   */
  public CompletableFuture<Receipt> resend(CloudEvent event, WireMessage message) {
    return send(event.getId(), message, telemetry.carried(event));
  }

  /**
   * Sends one event. Waits on the calling thread while there is no room in the budget; otherwise
   * returns at once.
   *
   * @param eventId the CloudEvents id, for the receipt and for messages
   * @param message the encoded event; one that is sent again after a failure has the same
   *     deduplication id as before
   * @return completes when the provider has stored the event, else with an {@link IsobarException},
   *     after the time-out at the latest; completed by the runtime's threads, so callbacks must not
   *     block
   */
  public CompletableFuture<Receipt> send(String eventId, WireMessage message) {
    return send(eventId, message, null);
  }

  /** Sends one event that comes from a span. */
  CompletableFuture<Receipt> send(
      String eventId, WireMessage message, @Nullable SpanContext origin) {
    long start = platform.nanoTime();
    PendingEvent event = new PendingEvent(this, eventId, message, origin, start + timeoutNanos);
    if (closed) {
      return CompletableFuture.failedFuture(failures.closed(event));
    }
    try {
      budget.acquire(event.bytes, policy.timeout());
    } catch (IsobarException noRoom) {
      return CompletableFuture.failedFuture(noRoom);
    }
    pending.incrementAndGet();
    if (closed) {
      budget.release(event.bytes);
      pending.decrementAndGet();
      mailbox.execute(this::drained);
      return CompletableFuture.failedFuture(failures.closed(event));
    }
    mailbox.execute(event);
    return event.receipt;
  }

  /** Whether the calling thread is one of ours, in a callback of a result. */
  public boolean inside() {
    return mailbox.inside();
  }

  /** Completes when nothing is pending; new events may be sent meanwhile and are waited for too. */
  public CompletionStage<Void> drain() {
    CompletableFuture<Void> drain = new CompletableFuture<>();
    mailbox.execute(
        () -> {
          drains.add(drain);
          drained();
        });
    return drain;
  }

  /**
   * Takes no more events and lets the pending ones finish. Idempotent.
   *
   * @param patience after which those still pending fail with CANCELLED
   * @return completes when every event has its result
   */
  public CompletionStage<Void> close(Duration patience) {
    closed = true;
    Platform.Timer timer = platform.schedule(patience, () -> mailbox.execute(this::end));
    return drain().whenComplete((done, never) -> timer.cancel());
  }

  void accept(PendingEvent event) {
    deadlines.add(event);
    if (ended) {
      end();
      return;
    }
    deadlineAlarm.ringBy(event.deadline);
    backlog.add(event);
    pump(false);
  }

  private void pump(boolean partly) {
    boolean leave = partly;
    while (!backlog.isEmpty() && calls.size() < policy.maxInFlight()) {
      if (!leave && !calls.isEmpty() && !backlog.fillsCall()) {
        lingerAlarm.ringBy(platform.nanoTime() + policy.linger().toNanos());
        return;
      }
      dispatch(backlog.take());
      leave = false;
    }
    lingerAlarm.cancel();
  }

  private void dispatch(Call call) {
    call.sentAt = platform.nanoTime();
    calls.add(call);
    for (PendingEvent event : call.events) {
      event.tries++;
    }
    call.request = telemetry.request(call.events);
    Scope scope = call.request.current();
    try {
      sender
          .send(call.messages())
          .whenComplete(
              (outcomes, failure) -> mailbox.execute(() -> answered(call, outcomes, failure)));
    } catch (RuntimeException | Error failure) {
      mailbox.execute(() -> answered(call, null, failure));
    } finally {
      scope.close();
    }
  }

  private void answered(
      Call call, @Nullable List<SendOutcome> outcomes, @Nullable Throwable failure) {
    if (!calls.remove(call)) {
      return;
    }
    List<SendOutcome> results = failures.results(call, outcomes, failure);
    tellHealth(results);
    tell(call, results);
    boolean asOne = failure != null || capabilities.atomicBatch();
    if (asOne && call.events.size() > 1 && failures.allInvalid(results)) {
      halve(call);
    } else {
      settle(call, results);
    }
    reopen(call);
    pump(true);
  }

  private void settle(Call call, List<SendOutcome> results) {
    Retry retry = new Retry(platform.nanoTime());
    for (int i = 0; i < results.size(); i++) {
      PendingEvent event = call.events.get(i);
      SendOutcome result = results.get(i);
      event.maybeStored |= result.maybeStored();
      if (result.stored() && !event.done()) {
        stored(event, result);
      } else if (!overtaken(event)) {
        refused(event, result, retry);
      }
    }
    tryLater(retry);
  }

  private void stored(PendingEvent event, SendOutcome result) {
    finish(event);
    event.stored(result.nativeId());
    drained();
  }

  private void refused(PendingEvent event, SendOutcome result, Retry retry) {
    event.failure = failures.cause(result);
    event.code = failures.code(event.failure);
    long delay = Backoff.CALLS.delay(event.tries, platform).toNanos();
    boolean again = policy.retrying() && event.code.retryable();
    if (again && retry.start + delay - event.deadline < 0) {
      retry.add(event, delay);
    } else {
      fail(event, failures.refused(event));
      laneOf(event).failed = event;
    }
  }

  /** Whether an event of a call is done already, or fails because one before it in the call did. */
  private boolean overtaken(PendingEvent event) {
    Lane lane = laneOf(event);
    if (!event.done() && lane.key != null && lane.failed != null) {
      fail(event, failures.conflict(event, lane.failed));
    }
    if (event.done()) {
      lane.failed = event;
    }
    return event.done();
  }

  private void halve(Call call) {
    List<PendingEvent> again = new ArrayList<>();
    int half = (call.events.size() + 1) / 2;
    for (PendingEvent event : call.events) {
      if (!overtaken(event)) {
        event.company = half;
        again.add(event);
      }
    }
    backlog.putBack(again);
  }

  private void tryLater(Retry retry) {
    List<PendingEvent> ordered = new ArrayList<>();
    for (PendingEvent event : retry.events) {
      Lane lane = laneOf(event);
      event.place = Place.DELAYED;
      if (lane.key != null) {
        lane.delayed = true;
        ordered.add(event);
      }
    }
    backlog.putBack(ordered);
    if (!retry.events.isEmpty()) {
      retries.add(retry);
      retryAlarm.ringBy(retry.at);
    }
  }

  private void tryAgain() {
    long now = platform.nanoTime();
    for (Retry next = retries.peek(); next != null && next.at - now <= 0; next = retries.peek()) {
      retries.remove();
      next.events.forEach(event -> laneOf(event).delayed = false);
      backlog.putBack(next.events.stream().filter(e -> e.place == Place.DELAYED).toList());
      next.events.forEach(event -> backlog.changed(laneOf(event)));
    }
    if (!retries.isEmpty()) {
      retryAlarm.ringBy(retries.element().at);
    }
    pump(true);
  }

  private void reopen(Call call) {
    for (PendingEvent event : call.events) {
      Lane lane = laneOf(event);
      lane.inFlight = false;
      lane.failed = null;
      backlog.changed(lane);
    }
  }

  private void expire() {
    long now = platform.nanoTime();
    PendingEvent first = deadlines.first();
    while (first != null && first.deadline - now <= 0) {
      if (first.place == Place.IN_FLIGHT) {
        health.failing("sending", ErrorCode.DEADLINE_EXCEEDED, "no answer from " + address);
      }
      fail(first, late(first));
      first = deadlines.first();
    }
    while (!calls.isEmpty() && givenUpAt(calls.get(0)) - now <= 0) {
      Call unanswered = calls.remove(0);
      unanswered.request.unanswered();
      reopen(unanswered);
    }
    pump(true);
    if (first != null) {
      deadlineAlarm.ringBy(first.deadline);
    }
    if (!calls.isEmpty()) {
      deadlineAlarm.ringBy(givenUpAt(calls.get(0)));
    }
  }

  /** What an event is told whose time is over, or that is in one call behind such an event. */
  private IsobarException late(PendingEvent event) {
    Lane lane = laneOf(event);
    if (event.place != Place.IN_FLIGHT || lane.key == null) {
      return failures.late(event);
    }
    if (lane.failed != null) {
      event.maybeStored = true;
      return failures.conflict(event, lane.failed);
    }
    lane.failed = event;
    return failures.late(event);
  }

  private long givenUpAt(Call call) {
    return call.sentAt + 2 * timeoutNanos;
  }

  /** Ends an event for good, and with it those of its key that wait behind it. */
  private void fail(PendingEvent event, IsobarException error) {
    Lane lane = laneOf(event);
    PendingEvent next = lane.key == null ? null : lane.first();
    if (event.place == Place.WAITING) {
      next = lane.key == null ? null : event.behind;
      backlog.remove(event);
    }
    complete(event, error);
    while (next != null) {
      PendingEvent conflicting = next;
      next = next.behind;
      backlog.remove(conflicting);
      complete(conflicting, failures.conflict(conflicting, event));
    }
  }

  private void end() {
    ended = true;
    for (PendingEvent e = deadlines.first(); e != null; e = deadlines.first()) {
      if (e.lane != null && e.place == Place.WAITING) {
        backlog.remove(e);
      }
      complete(e, failures.closed(e));
    }
  }

  private void complete(PendingEvent event, IsobarException error) {
    finish(event);
    event.receipt.completeExceptionally(error);
    drained();
  }

  private void finish(PendingEvent event) {
    event.place = Place.DONE;
    deadlines.remove(event);
    budget.release(event.bytes);
    pending.decrementAndGet();
  }

  private void drained() {
    if (pending.get() == 0) {
      cancelAlarmsIfClosed();
      drains.forEach(drain -> drain.complete(null));
      drains.clear();
    }
  }

  private void cancelAlarmsIfClosed() {
    if (closed) {
      lingerAlarm.cancel();
      retryAlarm.cancel();
      deadlineAlarm.cancel();
    }
  }

  private void tellHealth(List<SendOutcome> results) {
    SendOutcome best = results.get(0);
    for (SendOutcome result : results) {
      best = result.stored() ? result : best;
    }
    ErrorCode code =
        best.stored() ? ErrorCode.INVALID_ARGUMENT : failures.code(failures.cause(best));
    if (code == ErrorCode.INVALID_ARGUMENT || code == ErrorCode.CONFLICT) {
      health.answered("sending");
    } else {
      health.failing("sending", code, "the provider refuses, or does not answer, at " + address);
    }
  }

  private static void tell(Call call, List<SendOutcome> results) {
    if (call.request.told()) {
      results.forEach(result -> call.request.sent(result.failure().orElse(null)));
      if (results.size() == 1) {
        call.request.stored(results.get(0).nativeId());
      }
      call.request.end();
    }
  }

  private static Lane laneOf(PendingEvent event) {
    return Objects.requireNonNull(event.lane, "lane");
  }
}
