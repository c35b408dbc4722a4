package dev.isobar.runtime.telemetry;

import dev.isobar.config.Configuration;
import dev.isobar.config.Settings;
import dev.isobar.config.Settings.CreateSpans;
import dev.isobar.config.Settings.ProcessParent;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import io.cloudevents.CloudEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What spans and metrics are made with, once there is an OpenTelemetry. Thread-safe. */
final class Instruments {
  final Platform platform;
  final Driver driver;
  final Propagation propagation;
  final boolean createSpans;
  final boolean childOfCreation;
  final Meter meter;
  final DoubleHistogram operationDuration;
  final DoubleHistogram processDuration;
  final DoubleHistogram age;
  final LongCounter sent;
  final LongCounter consumed;
  final LongCounter settled;
  final LongCounter leaseExtensions;
  final LongCounter leasesLost;
  private final Tracer tracer;

  Instruments(
      OpenTelemetry telemetry,
      Conventions conventions,
      Configuration configuration,
      Platform platform,
      Driver driver) {
    this.platform = platform;
    this.driver = driver;
    this.propagation =
        new Propagation(configuration.find(Settings.TELEMETRY_BAGGAGE).orElse(List.of()));
    this.createSpans = configuration.get(Settings.TELEMETRY_CREATE_SPANS) == CreateSpans.AUTO;
    this.childOfCreation =
        configuration.get(Settings.TELEMETRY_PROCESS_PARENT) == ProcessParent.CREATION;
    this.tracer =
        telemetry.tracerBuilder(Conventions.SCOPE).setSchemaUrl(conventions.schemaUrl()).build();
    this.meter =
        telemetry
            .getMeterProvider()
            .meterBuilder(Conventions.SCOPE)
            .setSchemaUrl(conventions.schemaUrl())
            .build();
    this.operationDuration = duration(Conventions.OPERATION_DURATION);
    this.processDuration = duration(Conventions.PROCESS_DURATION);
    this.age = meter.histogramBuilder(Conventions.AGE).setUnit(Conventions.SECONDS).build();
    this.sent = counter(Conventions.SENT, Conventions.MESSAGES);
    this.consumed = counter(Conventions.CONSUMED, Conventions.MESSAGES);
    this.settled = counter(Conventions.SETTLED, Conventions.MESSAGES);
    this.leaseExtensions = counter(Conventions.LEASE_EXTENSIONS, Conventions.OPERATIONS);
    this.leasesLost = counter(Conventions.LEASES_LOST, Conventions.OPERATIONS);
  }

  private DoubleHistogram duration(String name) {
    return meter
        .histogramBuilder(name)
        .setUnit(Conventions.SECONDS)
        .setExplicitBucketBoundariesAdvice(Conventions.DURATION_BOUNDARIES)
        .build();
  }

  private LongCounter counter(String name, String unit) {
    return meter.counterBuilder(name).setUnit(unit).build();
  }

  SpanBuilder span(Destination.Named named, SpanKind kind, Context parent) {
    return tracer
        .spanBuilder(named.spanName())
        .setSpanKind(kind)
        .setParent(parent)
        .setAllAttributes(named.onSpans());
  }

  /** Links a span that is about to begin to where its events come from. */
  static void link(SpanBuilder span, List<? extends Traced> events) {
    for (Traced event : events) {
      SpanContext origin = event.origin();
      if (origin != null) {
        span.addLink(origin, Attributes.of(Conventions.EVENT_ID, event.id()));
      }
    }
    if (events.size() > 1) {
      span.setAttribute(Conventions.BATCH_COUNT, (long) events.size());
    }
  }

  /** Describes the one event of a span, without its data. */
  static void describe(SpanBuilder span, CloudEvent event) {
    put(span, Conventions.EVENT_ID, event.getId());
    put(span, Conventions.EVENT_SOURCE, event.getSource());
    put(span, Conventions.EVENT_TYPE, event.getType());
    put(span, Conventions.EVENT_SUBJECT, event.getSubject());
    put(span, Conventions.EVENT_SPEC_VERSION, event.getSpecVersion());
    put(
        span,
        Conventions.CONVERSATION_ID,
        event.getExtension(dev.isobar.codec.Extensions.CORRELATION_ID));
  }

  private static void put(
      SpanBuilder span,
      io.opentelemetry.api.common.AttributeKey<String> key,
      @Nullable Object value) {
    if (value != null) {
      span.setAttribute(key, value.toString());
    }
  }

  static Context below(Context base, SpanContext parent) {
    return base.with(Span.wrap(parent));
  }

  double secondsSince(long nanoTime) {
    return (platform.nanoTime() - nanoTime) / 1e9;
  }
}
