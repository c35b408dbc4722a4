package dev.isobar.spi;

import java.time.Duration;

/**
 * How a receiver will be used. Immutable.
 *
 * @param window the most events leased at once and not held; credit never exceeds it
 * @param held the most events held for a retry on top of the window
 * @param lanes how many keys are wanted at once where the service locks keys (sessions); a key
 *     whose event is held does not count, so another one is locked in its place
 * @param lease for how long to lease at a time; at most {@link Capabilities#leaseStep()}
 * @param idle for how long one call to the service may wait for events, and a locked key without
 *     any is kept; {@link Receiver#stop()} may take as long
 */
public record ReceiveOptions(int window, int held, int lanes, Duration lease, Duration idle) {}
