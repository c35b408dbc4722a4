/**
 * Looking at, redriving and discarding what was given up on.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.deadletter;

import org.jspecify.annotations.NullMarked;
