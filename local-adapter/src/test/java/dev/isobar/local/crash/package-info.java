/** Processes that are killed, and machines that lose their power, in the middle of everything. */
@NullMarked
package dev.isobar.local.crash;

import org.jspecify.annotations.NullMarked;
