/**
 * Who works and who does not, told once per change.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.health;

import org.jspecify.annotations.NullMarked;
