package dev.isobar.codec;

/** Names of the CloudEvents extension attributes that Isobar itself reads or writes. */
public final class Extensions {
  /** The ordering key. */
  public static final String PARTITION_KEY = "partitionkey";

  /** What all events of one business process share. */
  public static final String CORRELATION_ID = "correlationid";

  /** The id of the event that an event follows from. */
  public static final String CAUSATION_ID = "causationid";

  /** The W3C trace context. */
  public static final String TRACE_PARENT = "traceparent";

  /** The vendors' part of the W3C trace context. */
  public static final String TRACE_STATE = "tracestate";

  /** Those entries of the OpenTelemetry baggage that are let through. */
  public static final String BAGGAGE = "baggage";

  /** Why a message is no CloudEvent; on synthetic events only. */
  public static final String REASON = "isobarreason";

  private Extensions() {}
}
