/**
 * The way out: an event is checked, encoded, batched and sent, and gets a result of its own.
 *
 * <p>Read {@link dev.isobar.runtime.publish.Outbound} first: it sends to one address and is where
 * batches, order per key, retries and deadlines are decided. {@link
 * dev.isobar.runtime.publish.RuntimePublisher} is what applications see of it.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.publish;

import org.jspecify.annotations.NullMarked;
