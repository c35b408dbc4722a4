/**
 * Where resources lie, whether they are as declared, and what is said about them.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime.topology;

import org.jspecify.annotations.NullMarked;
