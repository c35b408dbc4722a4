package dev.isobar.test;

import dev.isobar.DataMapper;
import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.IsobarException;
import dev.isobar.PublishResult;
import dev.isobar.Publisher;
import dev.isobar.Receipt;
import dev.isobar.codec.DataMappers;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A publisher that keeps what it is given, for the unit test of code that publishes. It checks
 * nothing; {@link #failNext} makes it fail. Thread-safe.
 */
public final class RecordingPublisher implements Publisher {
  private final String name;
  private final TestEvents maker;
  private final List<CloudEvent> events = new ArrayList<>();
  private final Deque<IsobarException> failures = new ArrayDeque<>();

  private RecordingPublisher(String name, DataMapper mapper) {
    this.name = name;
    this.maker = new TestEvents(mapper);
  }

  /**
   * Creates a publisher that writes typed data with jackson-databind.
   *
   * @param name the logical name of the topic, queue or bus
   */
  public static RecordingPublisher to(String name) {
    return to(name, DataMappers.defaultMapper());
  }

  /**
   * Creates a publisher that writes typed data with a mapper of the application.
   *
   * @param name the logical name of the topic, queue or bus
   * @param mapper the mapper
   */
  public static RecordingPublisher to(String name, DataMapper mapper) {
    return new RecordingPublisher(name, mapper);
  }

  /**
   * Makes the next publish of an event fail, certainly not stored. Called several times, as many
   * publishes fail, in this order.
   *
   * @param code with this code
   */
  public void failNext(ErrorCode code) {
    failNext(code, IsobarException.Outcome.NOT_STORED);
  }

  /**
   * Makes the next publish of an event fail.
   *
   * @param code with this code
   * @param outcome after UNKNOWN the event is kept all the same: its answer was lost
   */
  public void failNext(ErrorCode code, IsobarException.Outcome outcome) {
    synchronized (events) {
      failures.add(new IsobarException(code, outcome, "failNext(" + code + ")", null));
    }
  }

  /** Returns the events that were stored, in order. */
  public List<CloudEvent> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /**
   * Returns the data of the stored events of a type, in order.
   *
   * @param type the event type
   * @param <T> the class of the data
   */
  public <T> List<T> data(EventType<T> type) {
    return events().stream()
        .filter(event -> type.matches(event.getType()))
        .map(event -> maker.read(event, type))
        .toList();
  }

  /** Forgets the events. */
  public void clear() {
    synchronized (events) {
      events.clear();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Receipt publish(CloudEvent event) {
    synchronized (events) {
      IsobarException failure = failures.poll();
      if (failure == null || failure.outcome() == IsobarException.Outcome.UNKNOWN) {
        events.add(event);
      }
      if (failure != null) {
        throw failure;
      }
      return new Stored(event.getId(), "recorded-" + events.size());
    }
  }

  @Override
  public <T> Receipt publish(EventType<T> type, T data) {
    return publish(event(type, data).build());
  }

  @Override
  public CompletableFuture<Receipt> publishAsync(CloudEvent event) {
    try {
      return CompletableFuture.completedFuture(publish(event));
    } catch (IsobarException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <T> CompletableFuture<Receipt> publishAsync(EventType<T> type, T data) {
    return publishAsync(event(type, data).build());
  }

  @Override
  public List<PublishResult> publishAll(Collection<? extends CloudEvent> batch) {
    List<PublishResult> results = new ArrayList<>(batch.size());
    for (CloudEvent event : batch) {
      results.add(result(event));
    }
    return results;
  }

  private PublishResult result(CloudEvent event) {
    try {
      return new Result(event, Optional.of(publish(event)), Optional.empty());
    } catch (IsobarException e) {
      return new Result(event, Optional.empty(), Optional.of(e));
    }
  }

  @Override
  public <T> CloudEventBuilder event(EventType<T> type, T data) {
    return maker.event(type, data);
  }

  private record Stored(String eventId, String nativeId) implements Receipt {}

  private record Result(
      CloudEvent event, Optional<Receipt> receipt, Optional<IsobarException> failure)
      implements PublishResult {}
}
