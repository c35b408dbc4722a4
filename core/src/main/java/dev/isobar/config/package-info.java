/**
 * Strict settings: where they come from, which there are, and every problem at once. {@link
 * dev.isobar.config.Configuration#read} is the flow. Not for applications.
 */
@NullMarked
package dev.isobar.config;

import org.jspecify.annotations.NullMarked;
