/**
 * Isobar beside its peers. {@link dev.isobar.benchmarks.Benchmarks} is the entry; the figures stand
 * in docs/benchmarks.md.
 */
@NullMarked
package dev.isobar.benchmarks;

import org.jspecify.annotations.NullMarked;
