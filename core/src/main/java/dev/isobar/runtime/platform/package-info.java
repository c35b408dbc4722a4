/** The real clock and threads, and what is built on them alone. */
@NullMarked
package dev.isobar.runtime.platform;

import org.jspecify.annotations.NullMarked;
