@NullMarked
package dev.isobar.tck.simulation;

import org.jspecify.annotations.NullMarked;
