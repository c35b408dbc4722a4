/** Where resources lie, whether they are as declared, and what is said about them. */
@NullMarked
package dev.isobar.runtime.topology;

import org.jspecify.annotations.NullMarked;
