/**
 * Strict settings: where they come from, which there are, and every problem at once. {@code
 * ConfigurationReader} reads as the flow. Not for applications.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.config;

import org.jspecify.annotations.NullMarked;
