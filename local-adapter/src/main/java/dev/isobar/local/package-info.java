/**
 * The embedded broker: a driver over one SQLite file that several processes may share.
 *
 * <p>Everything that touches the file passes through one {@link dev.isobar.local.Flow}: it takes
 * whatever waits, runs it in one transaction, commits once, and then answers everybody. So callers
 * share the price of a commit, and no thread is held while there is nothing to do.
 */
@NullMarked
package dev.isobar.local;

import org.jspecify.annotations.NullMarked;
