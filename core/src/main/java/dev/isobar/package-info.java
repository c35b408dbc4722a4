/**
 * What applications type. {@link dev.isobar.Isobar} is the entry point: open it with a {@link
 * dev.isobar.Topology}, publish through a {@link dev.isobar.Publisher}, subscribe with a handler
 * that returns (complete), throws (retry) or answers a {@link dev.isobar.Settlement}.
 *
 * <p>Most used next: {@link dev.isobar.EventType}, {@link dev.isobar.Delivery}, {@link
 * dev.isobar.DeadLetters}. Every failure is an {@link dev.isobar.IsobarException} with a portable
 * {@link dev.isobar.ErrorCode}.
 */
@NullMarked
package dev.isobar;

import org.jspecify.annotations.NullMarked;
