/** The smallest program that publishes and subscribes. */
@NullMarked
package dev.isobar.samples.quickstart;

import org.jspecify.annotations.NullMarked;
