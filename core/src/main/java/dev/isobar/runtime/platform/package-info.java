/**
 * The real clock and threads, and what is built on them alone.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.platform;

import org.jspecify.annotations.NullMarked;
