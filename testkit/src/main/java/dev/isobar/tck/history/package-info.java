/**
 * Judges runs. A test appends what it does and sees to a {@link dev.isobar.tck.history.History},
 * one {@link dev.isobar.tck.history.Op} per half of an operation; afterwards {@link
 * dev.isobar.tck.history.HistoryChecker} compares it with the promises and names every {@link
 * dev.isobar.tck.history.Anomaly}. It knows nothing of the runtime or of any provider.
 */
@NullMarked
package dev.isobar.tck.history;

import org.jspecify.annotations.NullMarked;
