/**
 * CloudEvent ⇄ {@link dev.isobar.spi.WireMessage}: pure functions, no state, no I/O. {@link
 * dev.isobar.codec.EventCodec} is the flow; {@link dev.isobar.codec.EventCheck} refuses before
 * encoding what some provider could not carry; {@link dev.isobar.codec.TypedData} turns typed data
 * into bytes and back; {@link dev.isobar.codec.DeadLetterStory} keeps the story of a dead letter.
 *
 * <p>What is read comes from strangers. Envelopes are read strictly, within fixed bounds; whatever
 * two readers could understand differently is a {@linkplain dev.isobar.codec.Decoded.Foreign
 * foreign} message with a reason, never an exception.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.codec;

import org.jspecify.annotations.NullMarked;
