/**
 * What an adapter implements. A {@link dev.isobar.spi.DriverProvider} is found by ServiceLoader and
 * opens a {@link dev.isobar.spi.Driver}; senders, receivers and the provisioner come from there.
 *
 * <h2>Rules of threading and ownership</h2>
 *
 * <p><b>One honest call.</b> A driver's method makes one call to its service, or takes part in one.
 * It does not retry, sleep, batch, cache, reorder, or log and swallow. Failures are passed on as
 * they are; {@link dev.isobar.spi.Driver#classify} gives them a portable code.
 *
 * <p><b>Nothing blocks.</b> {@code send}, {@code settle}, {@code extend}, {@code request}, {@code
 * stop}, {@code depth} and the provisioner return at once. A driver over a blocking SDK runs its
 * calls on {@link dev.isobar.spi.Platform#blocking()}; its stages may complete on any thread. Only
 * {@link dev.isobar.spi.DriverProvider#open} and {@link dev.isobar.spi.Driver#close} may block, for
 * a bounded time.
 *
 * <p><b>Who calls.</b> The runtime calls {@code send} from several threads at once; the methods of
 * one receiver one at a time. The pure methods ({@code address}, {@code capabilities}, {@code
 * compile}, {@code adopt}, {@code classify}, {@code telemetry}) may be called from any thread at
 * any time.
 *
 * <p><b>Who pushes.</b> A driver calls one {@link dev.isobar.spi.Inbound} from any thread, but from
 * one at a time, also from inside {@code request}. The runtime returns at once and never calls back
 * into the receiver on that stack.
 *
 * <p><b>Credit.</b> Nothing is pushed before {@code request}. Credit adds up over calls; each
 * pushed event takes one. A driver may exceed the credit by at most {@code receiveOvershoot}. What
 * a driver has leased it has pushed: it keeps no leased event for later, nor leaves one unread in a
 * buffer of its SDK or transport, where a lease would run that nobody measures. Where a service
 * cannot be held to the credit, as on a stream, the driver asks for the tightest bound there is and
 * reads all that is sent. Held events need room on top: a driver that has to make it (a stream's
 * bound, one more session) finds their number as open leases + credit − window, where positive.
 * After a failure credit is void.
 *
 * <p><b>Leases.</b> A lease begins, at the latest, when the event is pushed. It is the runtime that
 * measures it, with the monotonic clock, and that extends it in time. Each lease is settled at most
 * once, through the receiver that pushed it; after {@code LEASE_LOST} it is never used again.
 * {@code settle} and {@code extend} work after {@code stop} and after {@code failed}, until {@code
 * close} of the receiver. When the connection is gone a driver answers {@code LEASE_LOST} where
 * leases end with it (a session), else {@code FAILED}: the lease is open and the call is made
 * again. What ends a lease of the service is kept until the last one is settled, also after {@code
 * stop}: a session stays locked.
 *
 * <p><b>Durations</b> are rounded up to what the service takes, never down: a lease or a delay cut
 * to zero seconds would be a release.
 *
 * <p><b>Outcomes.</b> A list of outcomes has the size and order of its request. What a service did
 * not mention is a failure. A send that may have been stored says so. A stage that fails as a whole
 * is a failure of every entry.
 *
 * <p><b>Order.</b> At an ordered address a driver pushes the events of a key in the service's order
 * and keeps the order of a batch it sends. It never has to hold a key back: the runtime handles one
 * event of a key at a time. Releases of several events of one key come oldest first, in one {@code
 * settle} where they fit; a driver applies them in this order.
 *
 * <p><b>Lists, arrays and maps</b> passed either way are handed over: nobody changes them
 * afterwards.
 *
 * <p><b>Time, threads, chance</b> come from {@link dev.isobar.spi.DriverContext#platform()} alone.
 * A driver over an SDK with threads of its own may use those.
 *
 * <p><b>Ends.</b> {@code stop} ends pushing and completes when what was under way has been pushed
 * or given back. A call under way is waited for, not abandoned: the answer of an abandoned poll, or
 * a session accepted by nobody, is leased all the same, and comes again only after a whole lease.
 * {@code close} of a receiver, then of the driver, gives up connections. All three may be called
 * twice.
 */
@NullMarked
package dev.isobar.spi;

import org.jspecify.annotations.NullMarked;
