@NullMarked
package dev.isobar.tck.history;

import org.jspecify.annotations.NullMarked;
