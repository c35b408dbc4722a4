@NullMarked
package dev.isobar.test.sim;

import org.jspecify.annotations.NullMarked;
