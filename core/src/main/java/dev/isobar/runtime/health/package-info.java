/** Who works and who does not, told once per change. */
@NullMarked
package dev.isobar.runtime.health;

import org.jspecify.annotations.NullMarked;
