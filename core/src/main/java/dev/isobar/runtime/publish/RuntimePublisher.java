package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.PublishResult;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.codec.CheckedEvent;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCheck;
import dev.isobar.codec.EventCodec;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.telemetry.Creation;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Platform;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The publisher of one topic, queue or bus: enriches, checks and encodes on the caller's thread,
 * then leaves the event to its {@link Outbound}. Thread-safe.
 */
public final class RuntimePublisher implements Publisher {
  /** How much longer than an event is under way a caller waits for word of it. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Platform platform;
  private final TypedEvents typed;
  private final List<UnaryOperator<CloudEvent>> enrichers;
  private final Outbound outbound;
  private final Address address;
  private final Capabilities capabilities;
  private final boolean nativeLimits;

  private record Result(
      CloudEvent event, Optional<Receipt> receipt, Optional<IsobarException> failure)
      implements PublishResult {
    /** Names the event, never its data. */
    @Override
    public String toString() {
      return failure
          .<Object>map(IsobarException::getMessage)
          .or(() -> receipt)
          .map(what -> "result of event " + SafeText.of(event.getId()) + ": " + what)
          .orElseThrow();
    }
  }

  /**
   * Creates the publisher of one resource.
   *
   * @param platform what callers wait with
   * @param typed makes events out of typed data
   * @param enrichers change every event before it is checked, in this order
   * @param outbound sends
   * @param capabilities what the provider can do there
   * @param nativeLimits whether the provider's own limits hold instead of the portable ones
   */
  public RuntimePublisher(
      Platform platform,
      TypedEvents typed,
      List<UnaryOperator<CloudEvent>> enrichers,
      Outbound outbound,
      Capabilities capabilities,
      boolean nativeLimits) {
    this.platform = platform;
    this.typed = typed;
    this.enrichers = enrichers;
    this.outbound = outbound;
    this.address = outbound.address();
    this.capabilities = capabilities;
    this.nativeLimits = nativeLimits;
  }

  @Override
  public String name() {
    return address.resource().name();
  }

  @Override
  public Receipt publish(CloudEvent event) {
    return await(unlessInterrupted(() -> publishAsync(event)));
  }

  @Override
  public <T> Receipt publish(EventType<T> type, T data) {
    return await(unlessInterrupted(() -> publishAsync(type, data)));
  }

  @Override
  public CompletableFuture<Receipt> publishAsync(CloudEvent event) {
    return unlessRefused(() -> send(event));
  }

  @Override
  public <T> CompletableFuture<Receipt> publishAsync(EventType<T> type, T data) {
    return unlessRefused(() -> send(event(type, data).build()));
  }

  @Override
  public List<PublishResult> publishAll(Collection<? extends CloudEvent> events) {
    List<CloudEvent> given = List.copyOf(events);
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(given.size());
    given.forEach(event -> receipts.add(unlessInterrupted(() -> publishAsync(event))));
    List<PublishResult> results = new ArrayList<>(given.size());
    given.forEach(event -> results.add(result(event, receipts.get(results.size()))));
    return results;
  }

  @Override
  public <T> CloudEventBuilder event(EventType<T> type, T data) {
    Objects.requireNonNull(type, "type");
    if (data == null) {
      throw refused("the data is null; an event of type " + type.type() + " needs data");
    }
    return typed.event(type, data);
  }

  @Override
  public String toString() {
    return "publisher " + name();
  }

  private CompletableFuture<Receipt> send(CloudEvent given) {
    if (given == null) {
      throw refused("the event is null");
    }
    CloudEvent event = enrich(given);
    Creation creation = outbound.telemetry().create(event);
    try {
      WireMessage message = encode(event, creation.inject(event));
      return creation.until(outbound.send(event.getId(), message, creation.origin()));
    } catch (RuntimeException refused) {
      creation.refused(refused);
      throw refused;
    }
  }

  /** Encodes an event with its trace context, or without when it is too large with it. */
  private WireMessage encode(CloudEvent event, CloudEvent traced) {
    if (traced != event) {
      try {
        return encode(traced);
      } catch (IsobarException tooLarge) {
        return encode(event);
      }
    }
    return encode(event);
  }

  private WireMessage encode(CloudEvent event) {
    CheckedEvent checked =
        EventCheck.check(event, address.resource().ordered(), nativeLimits, capabilities);
    return EventCodec.encode(checked, capabilities, DeduplicationIds.of(event));
  }

  private IsobarException refused(String why) {
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT, "nothing is published to " + address.resource() + ": " + why);
  }

  private CloudEvent enrich(CloudEvent given) {
    CloudEvent event = given;
    for (UnaryOperator<CloudEvent> enricher : enrichers) {
      event = Objects.requireNonNull(enricher.apply(event), "an enrich hook returned null");
    }
    return event;
  }

  private CompletableFuture<Receipt> unlessInterrupted(
      Supplier<CompletableFuture<Receipt>> sending) {
    return Thread.currentThread().isInterrupted()
        ? CompletableFuture.failedFuture(interrupted(Outcome.NOT_STORED))
        : sending.get();
  }

  private CompletableFuture<Receipt> unlessRefused(Supplier<CompletableFuture<Receipt>> sending) {
    try {
      return sending.get();
    } catch (IsobarException refused) {
      return CompletableFuture.failedFuture(refused);
    } catch (RuntimeException failed) {
      return CompletableFuture.failedFuture(notMade(failed));
    }
  }

  private PublishResult result(CloudEvent event, CompletableFuture<Receipt> receipt) {
    try {
      return new Result(event, Optional.of(await(receipt)), Optional.empty());
    } catch (IsobarException failure) {
      return new Result(event, Optional.empty(), Optional.of(failure));
    }
  }

  private Receipt await(CompletableFuture<Receipt> receipt) {
    try {
      return receipt.isDone()
          ? receipt.join()
          : platform.await(receipt, outbound.timeout().plus(GRACE));
    } catch (CompletionException failed) {
      throw onThisStack(failed.getCause());
    } catch (TimeoutException stuck) {
      throw new IsobarException(
          ErrorCode.DEADLINE_EXCEEDED,
          Outcome.UNKNOWN,
          "publisher "
              + name()
              + " has no result in time; its callbacks may be blocking the runtime's threads",
          stuck);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw interrupted(Outcome.UNKNOWN);
    }
  }

  private static IsobarException onThisStack(Throwable cause) {
    if (cause instanceof IsobarException failure) {
      return new IsobarException(
          failure.code(), failure.outcome(), failure.getMessage(), failure.getCause());
    }
    throw new IllegalStateException("a publish failed with an exception not ours", cause);
  }

  private IsobarException notMade(RuntimeException failure) {
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "an event for "
            + address.resource()
            + " could not be made, an enrich hook or a function of its type failed with "
            + failure.getClass().getName()
            + ", see the cause",
        failure);
  }

  private IsobarException interrupted(Outcome outcome) {
    return new IsobarException(
        ErrorCode.CANCELLED,
        outcome,
        "interrupted while publishing to "
            + address
            + (outcome == Outcome.UNKNOWN ? "; the event is on its way and may be stored" : ""),
        null);
  }
}
