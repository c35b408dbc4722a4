package dev.isobar.runtime;

import dev.isobar.Subscriber;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.receive.SubscriberEngine;
import dev.isobar.runtime.receive.Work;
import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A running handler, as the application holds it. */
final class RuntimeSubscriber implements Subscriber {
  /** Stands for a handler that takes events of any type. */
  static final String ANY_TYPE = "";

  private final String name;
  private final String type;
  private final SubscriberEngine engine;
  private final Work work;
  private final Platform platform;
  private final Duration drain;
  private final Consumer<RuntimeSubscriber> whenClosed;

  RuntimeSubscriber(
      String name,
      String type,
      SubscriberEngine engine,
      Work work,
      Platform platform,
      Duration drain,
      Consumer<RuntimeSubscriber> whenClosed) {
    this.name = name;
    this.type = type;
    this.engine = engine;
    this.work = work;
    this.platform = platform;
    this.drain = drain;
    this.whenClosed = whenClosed;
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns the one event type that it takes, or {@link #ANY_TYPE}. */
  String type() {
    return type;
  }

  /** Whether it and another one would take events that only the other handles. */
  boolean takesEventsOf(RuntimeSubscriber other) {
    boolean typed = !type.equals(ANY_TYPE) && !other.type.equals(ANY_TYPE);
    return name.equals(other.name) && typed && !type.equals(other.type);
  }

  @Override
  public void pause() {
    engine.pause();
  }

  @Override
  public void resume() {
    engine.resume();
  }

  @Override
  public void close() {
    CompletionStage<Void> drained = drain(drain);
    if (work.inside()) {
      return;
    }
    if (Stages.end(platform, drained)) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the calling thread is inside this subscriber's handler. */
  boolean inside() {
    return work.inside();
  }

  CompletionStage<Void> drain(Duration atMost) {
    return engine.close(atMost).thenRun(() -> whenClosed.accept(this));
  }

  @Override
  public String toString() {
    return "subscriber " + name;
  }
}
