/** How things are measured: paired slices, counters, processes of their own. */
@NullMarked
package dev.isobar.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
