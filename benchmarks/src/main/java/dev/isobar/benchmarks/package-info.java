/** JMH benchmarks of Isobar beside its peers. */
@NullMarked
package dev.isobar.benchmarks;

import org.jspecify.annotations.NullMarked;
