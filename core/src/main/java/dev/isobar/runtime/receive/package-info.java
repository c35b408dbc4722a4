/**
 * The receiving side: credit → decode → residual filter → order → handle → settle, leases kept
 * alive. {@link dev.isobar.runtime.receive.SubscriberEngine} reads as the flow.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.receive;

import org.jspecify.annotations.NullMarked;
