package dev.isobar.runtime.receive;

import dev.isobar.DeadLetter;
import dev.isobar.Settlement;
import dev.isobar.Tuning;
import dev.isobar.codec.Extensions;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.platform.Backoff;
import dev.isobar.runtime.platform.Mailbox;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.telemetry.Request;
import dev.isobar.spi.Address;
import dev.isobar.spi.Platform;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Setting;
import dev.isobar.spi.Story;
import dev.isobar.spi.Verdict;
import io.cloudevents.CloudEvent;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving side of one subscription or queue: asks for events as long as there is room, gives
 * each to a handler when its key is free, and settles it as the handler decided. All state is
 * touched inside one mailbox; nothing here blocks.
 *
 * <p>The flow of an event: {@link #arrived} → {@link #dispatch} → {@link #run} → {@link #finished}
 * → {@link #complete}, {@link #retry} or {@link #deadLetter} → {@link #settled}.
 */
public final class SubscriberEngine {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.subscriber");
  private static final Duration IDLE_WAIT = Duration.ofSeconds(20);
  private static final int MOST_PULLED = 1_000;

  /** The main part and a return address: idle subscriptions are to cost little. */
  private static final int SOURCES = 2;

  private static final int FRAMES_SHOWN = 8;
  private static final String RECEIVING = "receiving";
  private static final String DEAD_LETTERING = "dead-lettering";
  static final String SETTLING = "settling";

  private final ReceiveContext context;
  private final @Nullable Work work;
  private final @Nullable Pulls pulls;
  private final Tuning tuning;
  private final Backoff backoff;
  private final int window;
  private final Duration lease;
  private final Mailbox mailbox;
  private final LeaseKeeper keeper;
  private final Lanes lanes = new Lanes();
  private final Set<Entry> entries = new LinkedHashSet<>();
  private final Map<Address, Map<String, Entry>> known = new HashMap<>(SOURCES);
  private final FailureMemory released = new FailureMemory();
  private final Map<Address, Source> sources = new LinkedHashMap<>(SOURCES);
  private final Set<Source> unclosed = new LinkedHashSet<>(SOURCES);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int running;
  private int held;
  private int receiveFailures;
  private long openedAt;
  private boolean paused;
  private boolean closing;
  private Platform.@Nullable Timer deadline;

  /**
   * Remembers failures of events that were released. Bounded: the oldest are forgotten, which only
   * gives such an event more attempts.
   */
  private static final class FailureMemory extends LinkedHashMap<String, Integer> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 10_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
      return size() > MOST;
    }
  }

  private SubscriberEngine(ReceiveContext context, @Nullable Work work) {
    this.context = context;
    this.work = work;
    this.pulls = work == null ? new Pulls() : null;
    this.tuning = context.resource().tuning();
    this.backoff =
        new Backoff(
            tuning.backoff(), tuning.backoffFactor(), tuning.maxBackoff(), tuning.backoffJitter());
    this.window = work == null ? MOST_PULLED : 2 * tuning.concurrency() * work.max();
    Duration step = context.capabilities().leaseStep();
    this.lease = tuning.lease().compareTo(step) > 0 ? step : tuning.lease();
    this.mailbox = new Mailbox(context.platform().executor());
    this.keeper = new LeaseKeeper(this, lease);
  }

  /**
   * Creates an engine that gives events to handlers by itself.
   *
   * @param context what it works with
   * @param work what the application does with deliveries
   */
  public static SubscriberEngine pushing(ReceiveContext context, Work work) {
    return new SubscriberEngine(context, work);
  }

  /**
   * Creates an engine whose events are fetched with {@link #poll}.
   *
   * @param context what it works with
   */
  public static SubscriberEngine pulling(ReceiveContext context) {
    return new SubscriberEngine(context, null);
  }

  /** Starts receiving. */
  public void start() {
    Runnable unwatch = context.telemetry().watch(entries::size);
    ended.whenComplete((done, never) -> unwatch.run());
    execute(this::openAll);
  }

  /** Stops receiving and gives back what waits; handlers that run go on. */
  public void pause() {
    execute(
        () -> {
          if (!paused && !closing) {
            paused = true;
            context.health().paused();
            stopReceiving();
          }
        });
  }

  /** Receives again after {@link #pause()}. */
  public void resume() {
    execute(
        () -> {
          if (paused && !closing) {
            paused = false;
            context.health().resumed();
            openAll();
          }
        });
  }

  /**
   * Stops receiving, gives back what no handler has seen, waits for handlers and settlements.
   *
   * @param drain for how long at most
   * @return completes when everything is settled, or when the time is over
   */
  public CompletionStage<Void> close(Duration drain) {
    execute(
        () -> {
          if (!closing) {
            closing = true;
            if (pulls != null) {
              pulls.expireAll();
            }
            stopReceiving();
            deadline = platform().schedule(drain, () -> execute(this::giveUp));
            progress();
          }
        });
    return ended;
  }

  /**
   * Receives one batch, calls a handler with it on this thread and waits until it is settled.
   *
   * @param work the handler and the largest batch
   * @param wait for how long to wait for the first event
   * @return how many events the handler was given
   * @throws InterruptedException when this thread is interrupted while it waits
   */
  public int poll(Work work, Duration wait) throws InterruptedException {
    List<Entry> batch = pull(work.max(), wait);
    if (batch.isEmpty()) {
      return 0;
    }
    List<RuntimeDelivery> deliveries = new ArrayList<>(batch.size());
    batch.forEach(entry -> deliveries.add(Objects.requireNonNull(entry.delivery)));
    List<Work.Outcome> outcomes = work.on(deliveries, context.telemetry(), Context.current());
    CompletableFuture<Void> settled = new CompletableFuture<>();
    execute(
        () -> {
          finished(batch, outcomes);
          Objects.requireNonNull(pulls).settling(batch, settled);
        });
    untilEnded(settled, null);
    return batch.size();
  }

  private List<Entry> pull(int max, Duration wait) throws InterruptedException {
    CompletableFuture<List<Entry>> pulled = new CompletableFuture<>();
    Request request = context.telemetry().poll();
    execute(() -> pull(max, pulled, wait));
    try {
      List<Entry> batch = untilEnded(pulled, List.of());
      request.brought(batch);
      return batch;
    } catch (InterruptedException e) {
      execute(() -> abandon(pulled));
      request.failed(e);
      throw e;
    } finally {
      request.end();
    }
  }

  /** Waits on the calling thread; an engine that has ended gives no answers any more. */
  private <T extends @Nullable Object> T untilEnded(CompletableFuture<T> answer, T otherwise)
      throws InterruptedException {
    Stages.answer(platform(), CompletableFuture.anyOf(answer, ended));
    return answer.isDone() ? answer.join() : otherwise;
  }

  /** The caller went away: what it was given is ready for the next one. */
  private void abandon(CompletableFuture<List<Entry>> pulled) {
    Objects.requireNonNull(pulls).expire(pulled);
    List<Entry> batch = pulled.join();
    if (!batch.isEmpty()) {
      running--;
    }
    for (Entry entry : batch) {
      if (!entry.gone()) {
        entry.delivery = null;
        entry.state = Entry.State.WAITING;
        lanes.again(entry);
      }
    }
    dispatch();
  }

  private void pull(int max, CompletableFuture<List<Entry>> pulled, Duration wait) {
    Pulls queue = Objects.requireNonNull(pulls);
    if (closing) {
      pulled.complete(List.of());
      return;
    }
    queue.add(max, pulled, platform(), wait, () -> execute(() -> queue.expire(pulled)));
    dispatch();
    askForMore();
  }

  ReceiveContext context() {
    return context;
  }

  Platform platform() {
    return context.platform();
  }

  long now() {
    return context.platform().nanoTime();
  }

  void execute(Runnable task) {
    mailbox.execute(task);
  }

  Collection<Entry> entries() {
    return new ArrayList<>(entries);
  }

  boolean hasEntries() {
    return !entries.isEmpty();
  }

  /**
   * Whether a lease is worth an extension: not while a verdict is under way, which is tried for as
   * long as the lease lasts, and not for what nobody polls.
   */
  boolean wanted(Entry entry) {
    return switch (entry.state) {
      case RUNNING, HELD -> true;
      case WAITING -> pulls == null || entry.failures > 0;
      case SETTLING -> entry.storing;
      case GONE -> false;
    };
  }

  private void openAll() {
    if (paused || closing) {
      return;
    }
    for (Address address : context.addresses()) {
      Source current = sources.get(address);
      if (current == null || !current.open()) {
        open(address);
      }
    }
    askForMore();
  }

  private void open(Address address) {
    try {
      Source source =
          new Source(
              this,
              address,
              new ReceiveOptions(window, tuning.maxHeld(), tuning.concurrency(), lease, IDLE_WAIT),
              known.computeIfAbsent(address, a -> new HashMap<>()));
      sources.put(address, source);
      openedAt = now();
      unclosed.add(source);
    } catch (RuntimeException | LinkageError e) {
      reopenLater(e);
    }
  }

  /** A source has ended with a failure: another one is opened, for ever. */
  void failed(Source source, Throwable failure) {
    sources.remove(source.address(), source);
    reopenLater(failure);
  }

  private void reopenLater(Throwable failure) {
    failing(RECEIVING, failure);
    boolean wasStable = now() - openedAt > Backoff.CALLS.longest().toNanos();
    receiveFailures = wasStable ? 1 : receiveFailures + 1;
    platform()
        .schedule(Backoff.CALLS.delay(receiveFailures, platform()), () -> execute(this::openAll));
  }

  /** The service says that there is nothing at the moment. */
  void idle() {
    receiveFailures = 0;
    worked(RECEIVING);
  }

  /** Keeps the credit up. */
  private void askForMore() {
    if (paused || closing || held + lanes.blocked() >= tuning.maxHeld()) {
      return;
    }
    int active = entries.size() - held - lanes.blocked();
    int room = pulls == null ? window - active : pulls.wanted();
    int credit = 0;
    for (Source source : sources.values()) {
      credit += source.credit();
    }
    int free = pulls == null ? room - credit : Integer.MAX_VALUE;
    int least = pulls == null ? Math.max(1, window / 4) : 1;
    if (room > 0 && free >= least) {
      ask(free, room);
    }
  }

  /**
   * Brings every source up to its share, which stays its own while it is being reopened: credit
   * cannot be taken back from a source where nothing comes. The return address gets a quarter. One
   * that has pushed too much owes that first.
   */
  private void ask(int free, int room) {
    int others = (context.addresses().size() - 1) * Math.max(1, room / 4);
    int left = free;
    for (Source source : sources.values()) {
      boolean main = source.address().equals(context.addresses().get(0));
      int share = Math.max(1, main ? room - others : others);
      int events = Math.min(left, share - source.credit());
      if (source.open() && events > 0) {
        source.request(events);
        left -= events;
      }
    }
  }

  /** Events are leased to us. */
  void arrived(
      Source source, List<Received> batch, List<CloudEvent> events, BitSet accepted, long now) {
    idle();
    for (int i = 0; i < batch.size(); i++) {
      if (!renewed(source, batch.get(i), now)) {
        arrived(source, batch.get(i), events.get(i), accepted.get(i), now);
      }
    }
    keeper.watch();
    dispatch();
    askForMore();
  }

  private void arrived(
      Source source, Received received, CloudEvent event, boolean accepted, long now) {
    Entry entry = new Entry(source, received, event, keyOf(source, event), now, keeper.end(now));
    entries.add(entry);
    source.known().put(received.nativeId(), entry);
    entry.earlier =
        Math.max(received.receiveCount() - 1, released.getOrDefault(received.nativeId(), 0));
    if (closing || paused || accepted && lanes.overtakes(entry)) {
      giveBack(entry);
    } else if (accepted) {
      context.telemetry().consumed(source.address());
      lanes.add(entry);
    } else {
      complete(entry);
    }
  }

  /** A second delivery of an event that is in our hands: the newest lease counts. */
  private boolean renewed(Source source, Received received, long now) {
    Entry entry = source.known().get(received.nativeId());
    if (entry == null) {
      return false;
    }
    if (entry.lease == received.lease()) {
      source.released();
      return true;
    }
    boolean givenBack =
        entry.state == Entry.State.SETTLING && !entry.completed && entry.story == null;
    if (givenBack) {
      forget(entry);
      return false;
    }
    entry.source.released();
    entry.source = source;
    entry.lease = received.lease();
    entry.leaseUntil = keeper.end(now);
    if (entry.completed) {
      settle(entry, new Verdict.Complete(entry.lease));
    } else if (entry.story != null && !entry.storing) {
      settle(entry, new Verdict.DeadLetter(entry.lease, entry.story));
    }
    return true;
  }

  private @Nullable String keyOf(Source source, CloudEvent event) {
    boolean ordered =
        context.resource().ordered() && source.address() == context.addresses().get(0);
    Object key = ordered ? event.getExtension(Extensions.PARTITION_KEY) : null;
    return key == null ? null : key.toString();
  }

  /** Gives ready events to handlers, as many as may run at once. */
  private void dispatch() {
    if (work == null) {
      Objects.requireNonNull(pulls).serve(lanes, this::begin);
      return;
    }
    while (running < tuning.concurrency()) {
      List<Entry> batch = lanes.take(work.max());
      if (batch.isEmpty()) {
        return;
      }
      run(batch, work);
    }
  }

  private void run(List<Entry> batch, Work work) {
    List<RuntimeDelivery> deliveries = begin(batch);
    platform()
        .handlers()
        .execute(
            () -> {
              List<Work.Outcome> outcomes =
                  work.on(deliveries, context.telemetry(), Context.root());
              execute(() -> finished(batch, outcomes));
            });
  }

  private List<RuntimeDelivery> begin(List<Entry> batch) {
    running++;
    long now = now();
    List<RuntimeDelivery> deliveries = new ArrayList<>(batch.size());
    for (Entry entry : batch) {
      entry.runSince = now;
      RuntimeDelivery delivery = new RuntimeDelivery(context.resource(), context.events(), entry);
      entry.delivery = delivery;
      deliveries.add(delivery);
    }
    return deliveries;
  }

  private void finished(List<Entry> batch, List<Work.Outcome> outcomes) {
    running--;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).state == Entry.State.RUNNING) {
        decide(batch.get(i), outcomes.get(i));
      }
    }
    dispatch();
    askForMore();
    progress();
  }

  private void decide(Entry entry, Work.Outcome outcome) {
    entry.delivery = null;
    Settlement.Kind kind = outcome.settlement().kind();
    if (kind == Settlement.Kind.COMPLETE) {
      context.telemetry().decided(entry.source.address(), kind);
      complete(entry);
      return;
    }
    entry.failures++;
    String reason = SafeText.of(outcome.settlement().reason());
    if (kind == Settlement.Kind.REJECT) {
      DeadLetter.Cause cause =
          outcome.undecodable() ? DeadLetter.Cause.UNDECODABLE : DeadLetter.Cause.REJECTED;
      deadLetter(entry, cause, reason, outcome.thrown());
    } else if (entry.attemptsMade() >= tuning.maxAttempts()) {
      deadLetter(entry, DeadLetter.Cause.EXHAUSTED, reason, outcome.thrown());
    } else {
      retry(entry, outcome.settlement(), reason, outcome.thrown());
    }
  }

  private void complete(Entry entry) {
    entry.completed = true;
    settle(entry, new Verdict.Complete(entry.lease));
    lanes.advance(entry);
  }

  private void retry(
      Entry entry, RuntimeSettlement settlement, String reason, @Nullable Throwable thrown) {
    context.telemetry().decided(entry.source.address(), Settlement.Kind.RETRY);
    Duration delay =
        settlement.delay().orElseGet(() -> backoff.delay(entry.attemptsMade(), platform()));
    LOG.info(
        "{}: event {} failed attempt {} of {}, next in {}: {}",
        context.resource(),
        SafeText.of(entry.event.getId()),
        entry.attemptsMade(),
        tuning.maxAttempts(),
        Setting.print(delay),
        reason);
    LOG.debug("the failure of event {}", SafeText.of(entry.event.getId()), thrown);
    boolean leaves = closing || paused;
    if (leaves || entry.key == null && releases(delay)) {
      release(entry, leaves ? shorter(delay) : delay);
    } else {
      hold(entry, delay);
    }
  }

  private boolean releases(Duration delay) {
    return !delay.isZero() && delay.compareTo(context.capabilities().releaseDelay()) <= 0;
  }

  private Duration shorter(Duration delay) {
    Duration longest = context.capabilities().releaseDelay();
    return context.resource().ordered()
        ? Duration.ZERO
        : delay.compareTo(longest) > 0 ? longest : delay;
  }

  private void release(Entry entry, Duration delay) {
    if (!context.capabilities().countsReceives()) {
      released.put(entry.received.nativeId(), entry.attemptsMade());
    }
    List<Entry> behind = lanes.cut(entry);
    settle(entry, new Verdict.Release(entry.lease, delay));
    behind.forEach(this::giveBack);
  }

  /** Keeps a failed event with its lease renewed until its next attempt. */
  private void hold(Entry entry, Duration delay) {
    entry.state = Entry.State.HELD;
    held++;
    entry.timer = platform().schedule(delay, () -> execute(() -> again(entry)));
  }

  private void again(Entry entry) {
    if (entry.state == Entry.State.HELD) {
      unhold(entry);
      entry.state = Entry.State.WAITING;
      lanes.again(entry);
      dispatch();
    }
  }

  private void unhold(Entry entry) {
    if (entry.state == Entry.State.HELD) {
      held--;
      entry.cancelTimer();
    }
  }

  private void deadLetter(
      Entry entry, DeadLetter.Cause cause, String reason, @Nullable Throwable thrown) {
    context.telemetry().decided(entry.source.address(), Settlement.Kind.REJECT);
    LOG.warn(
        "{}: event {} is dead-lettered after attempt {} ({}): {}",
        context.resource(),
        SafeText.of(entry.event.getId()),
        entry.attemptsMade(),
        cause,
        reason);
    LOG.debug("the last failure of event {}", SafeText.of(entry.event.getId()), thrown);
    Story story =
        new Story(cause, reason, entry.attemptsMade(), context.resource().name(), platform().now());
    entry.state = Entry.State.SETTLING;
    entry.story = story;
    entry.storing = !context.capabilities().nativeDeadLetter();
    if (!entry.storing) {
      settle(entry, new Verdict.DeadLetter(entry.lease, story));
    } else {
      store(entry, story, 1);
    }
  }

  /**
   * Stores the dead letter, tried until it is stored or the lease is lost; only then acknowledges.
   */
  private void store(Entry entry, Story story, int tries) {
    if (entry.gone()) {
      return;
    }
    storing(entry, story)
        .whenComplete(
            (stored, failure) ->
                execute(
                    () -> {
                      if (failure == null) {
                        worked(DEAD_LETTERING);
                        entry.storing = false;
                        complete(entry);
                        dispatch();
                      } else {
                        failing(DEAD_LETTERING, failure);
                        platform()
                            .schedule(
                                Backoff.CALLS.delay(tries, platform()),
                                () -> execute(() -> store(entry, story, tries + 1)));
                      }
                    }));
  }

  private CompletionStage<?> storing(Entry entry, Story story) {
    try {
      return context.deadLetters().store(entry.received, entry.event, story);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private void settle(Entry entry, Verdict verdict) {
    unhold(entry);
    if (!entry.gone()) {
      entry.state = Entry.State.SETTLING;
      entry.source.settler().add(entry, verdict);
    }
  }

  /** The service has done what we decided. */
  void settled(Entry entry, Verdict verdict) {
    worked(SETTLING);
    if (!(verdict instanceof Verdict.Release)) {
      released.remove(entry.received.nativeId());
    }
    forget(entry);
    lanes.advance(entry);
    dispatch();
    askForMore();
  }

  private void giveBack(Entry entry) {
    if (entry.state == Entry.State.WAITING || entry.state == Entry.State.HELD) {
      if (entry.failures > 0) {
        released.put(entry.received.nativeId(), entry.attemptsMade());
      }
      settle(entry, new Verdict.Release(entry.lease, Duration.ZERO));
    }
  }

  /** Gives an event back that cannot, or need not, be kept any longer, and then those behind it. */
  void handBack(Entry entry) {
    if (entry.state == Entry.State.WAITING || entry.state == Entry.State.HELD) {
      List<Entry> behind = lanes.cut(entry);
      giveBack(entry);
      behind.forEach(this::giveBack);
    }
  }

  /** The lease is over: others may have the event; what we do with it no longer counts. */
  void lost(Entry entry) {
    if (entry.gone()) {
      return;
    }
    unhold(entry);
    List<Entry> behind = lanes.cut(entry);
    RuntimeDelivery delivery = entry.delivery;
    forget(entry);
    context.telemetry().lost(entry.source.address());
    LOG.warn(
        "{}: the lease of event {} is lost; it will be delivered again",
        context.resource(),
        SafeText.of(entry.event.getId()));
    cancel(delivery);
    behind.forEach(this::giveBack);
    dispatch();
    askForMore();
    progress();
  }

  /**
   * A handler has had its event for as long as it may: what it does no longer counts. When it has
   * been told, the event is given back before those behind it, so that none of its key overtakes
   * it.
   */
  void overran(Entry entry) {
    LOG.warn(
        "{}: the handler of event {} runs longer than max-lease ({}); it will be delivered again",
        context.resource(),
        SafeText.of(entry.event.getId()),
        tuning.maxLease());
    List<Entry> behind = lanes.cut(entry);
    CompletableFuture<Void> told = cancel(entry.delivery);
    entry.delivery = null;
    entry.state = Entry.State.SETTLING;
    if (entry.failures > 0) {
      released.put(entry.received.nativeId(), entry.failures);
    }
    told.whenComplete(
        (done, failure) ->
            execute(
                () -> {
                  settle(entry, new Verdict.Release(entry.lease, Duration.ZERO));
                  behind.forEach(this::giveBack);
                }));
  }

  /** Completes when every action of the handler for this case has run. */
  private CompletableFuture<Void> cancel(@Nullable RuntimeDelivery delivery) {
    List<Runnable> actions = delivery == null ? List.of() : delivery.cancel();
    return CompletableFuture.allOf(
        actions.stream()
            .map(action -> CompletableFuture.runAsync(action, platform().blocking()))
            .toArray(CompletableFuture<?>[]::new));
  }

  private void forget(Entry entry) {
    entry.state = Entry.State.GONE;
    entries.remove(entry);
    entry.source.known().remove(entry.received.nativeId(), entry);
    entry.source.released();
  }

  /** Whether a lease is over by our own clock, whatever the service would still say. */
  boolean over(Entry entry) {
    return now() - entry.leaseUntil >= 0;
  }

  void loseIfOver(Entry entry) {
    if (over(entry)) {
      lost(entry);
    }
  }

  /** There is nothing to do any more of what may have failed. */
  void nothingLeft(String doing) {
    context.health().healed(doing);
  }

  /** A call to the provider failed and is tried again. */
  void failing(String doing, Throwable failure) {
    Throwable cause = Stages.unwrap(failure);
    context.health().failing(doing, Stages.classify(context.driver(), cause), SafeText.of(cause));
  }

  /** A call to the provider worked. */
  void worked(String doing) {
    context.health().answered(doing);
  }

  private void stopReceiving() {
    List.copyOf(sources.values()).forEach(Source::stop);
    sources.clear();
    entries().forEach(this::handBack);
  }

  /** A source has given up its connection. */
  void closed(Source source) {
    unclosed.remove(source);
  }

  /** Ends a close when nothing is left to do. */
  void progress() {
    if (pulls != null) {
      pulls.progress();
    }
    if (closing
        && running == 0
        && entries.isEmpty()
        && unclosed.stream().allMatch(s -> s.silent() && s.settler().quiet())) {
      end();
    }
  }

  private void giveUp() {
    if (ended.isDone()) {
      return;
    }
    for (Entry entry : entries()) {
      RuntimeDelivery delivery = entry.delivery;
      if (delivery != null) {
        LOG.warn(
            "{}: the handler of event {} still runs at the end of the drain time: {}",
            context.resource(),
            SafeText.of(entry.event.getId()),
            shown(delivery.stack()));
        delivery.cancel().forEach(action -> platform().blocking().execute(action));
      }
      unhold(entry);
      entry.state = Entry.State.GONE;
    }
    entries.clear();
    end();
  }

  /** Where the application stands, without the frames of the JDK above and between. */
  private static List<StackTraceElement> shown(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> !frame.getClassName().matches("(java|javax|jdk|sun)\\..*"))
        .limit(FRAMES_SHOWN)
        .toList();
  }

  private void end() {
    keeper.stop();
    if (deadline != null) {
      deadline.cancel();
    }
    List.copyOf(unclosed).forEach(Source::close);
    if (paused) {
      paused = false;
      context.health().resumed();
    }
    ended.complete(null);
  }
}
