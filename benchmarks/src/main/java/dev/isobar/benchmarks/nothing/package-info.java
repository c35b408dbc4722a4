/** A provider that does nothing: whatever is measured over it is the runtime alone. */
@NullMarked
package dev.isobar.benchmarks.nothing;

import org.jspecify.annotations.NullMarked;
