/** The portable filter language. */
@NullMarked
package dev.isobar.filter;

import org.jspecify.annotations.NullMarked;
