package dev.isobar.spi;

import dev.isobar.DeadLetter;
import java.time.Instant;

/**
 * Why an event is given up on. Immutable.
 *
 * @param cause the kind of reason
 * @param reason the reason in words, at most 500 characters, without control characters
 * @param attempts how many attempts were made
 * @param origin the logical name of the subscription or queue
 * @param time when it was given up on
 */
public record Story(
    DeadLetter.Cause cause, String reason, int attempts, String origin, Instant time) {}
