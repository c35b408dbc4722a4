/** Looking at, redriving and discarding what was given up on. */
@NullMarked
package dev.isobar.runtime.deadletter;

import org.jspecify.annotations.NullMarked;
