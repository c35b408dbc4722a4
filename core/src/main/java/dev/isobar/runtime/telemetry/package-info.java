/**
 * The spans and metrics that the runtime can emit. Read {@link
 * dev.isobar.runtime.telemetry.Telemetry} first. Without an OpenTelemetry SDK nothing here
 * allocates or reads a clock for an event; nothing here ever makes a publish or a handler fail.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
