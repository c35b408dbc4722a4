package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.PublishResult;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.codec.DeduplicationIds;
import dev.isobar.codec.EventCheck;
import dev.isobar.codec.EventCodec;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Platform;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one topic, queue or bus: enrich → check → encode → hand over to the outbound side.
 */
public final class RuntimePublisher implements Publisher {
  private final Platform platform;
  private final TypedEvents typed;
  private final List<UnaryOperator<CloudEvent>> enrichers;
  private final Outbound outbound;
  private final Address address;
  private final Capabilities capabilities;
  private final boolean nativeLimits;

  /**
   * Creates the publisher of one resource.
   *
   * @param platform waits
   * @param typed makes events out of typed data
   * @param enrichers change every event first, in this order
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

  private record Result(
      CloudEvent event, Optional<Receipt> receipt, Optional<IsobarException> failure)
      implements PublishResult {}

  @Override
  public String name() {
    return address.resource().name();
  }

  @Override
  public Receipt publish(CloudEvent event) {
    return await(event, publishAsync(event));
  }

  @Override
  public <T> Receipt publish(EventType<T> type, T data) {
    return publish(event(type, data).build());
  }

  @Override
  public CompletableFuture<Receipt> publishAsync(CloudEvent event) {
    try {
      return handOver(event);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(portable(event, refused));
    }
  }

  @Override
  public <T> CompletableFuture<Receipt> publishAsync(EventType<T> type, T data) {
    CloudEvent event;
    try {
      event = event(type, data).build();
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(portable(null, refused));
    }
    return publishAsync(event);
  }

  @Override
  public List<PublishResult> publishAll(Collection<? extends CloudEvent> events) {
    List<CloudEvent> given = List.copyOf(events);
    List<CompletableFuture<Receipt>> futures = new ArrayList<>(given.size());
    given.forEach(event -> futures.add(publishAsync(event)));
    List<PublishResult> results = new ArrayList<>(given.size());
    for (int i = 0; i < given.size(); i++) {
      results.add(result(given.get(i), futures.get(i)));
    }
    return results;
  }

  @Override
  public <T> CloudEventBuilder event(EventType<T> type, T data) {
    return typed.event(type, data);
  }

  @Override
  public String toString() {
    return "publisher " + name();
  }

  private CompletableFuture<Receipt> handOver(CloudEvent given) {
    CloudEvent event = given;
    for (UnaryOperator<CloudEvent> enricher : enrichers) {
      event = enricher.apply(event);
    }
    EventCheck.check(event, address.resource().ordered(), nativeLimits, capabilities);
    return outbound.send(
        event.getId(), EventCodec.encode(event, capabilities, DeduplicationIds.of(event)));
  }

  private PublishResult result(CloudEvent event, CompletableFuture<Receipt> future) {
    try {
      return new Result(event, Optional.of(await(event, future)), Optional.empty());
    } catch (IsobarException failure) {
      return new Result(event, Optional.empty(), Optional.of(failure));
    }
  }

  private Receipt await(CloudEvent event, CompletableFuture<Receipt> future) {
    try {
      return Stages.answer(platform, future);
    } catch (CompletionException e) {
      throw portable(event, Stages.unwrap(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IsobarException(
          ErrorCode.CANCELLED,
          IsobarException.Outcome.UNKNOWN,
          "interrupted while publishing to " + name() + "; the event may be stored",
          e);
    }
  }

  /** A failure with the caller's own stack and the first failure as its cause. */
  private IsobarException portable(@Nullable CloudEvent event, Throwable failure) {
    if (failure instanceof IsobarException ours) {
      return new IsobarException(ours.code(), ours.outcome(), ours.getMessage(), ours);
    }
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "an event for " + name() + " could not be made: " + failure.getClass().getName(),
        failure);
  }
}
