/**
 * Assembles an instance: reads the configuration, opens the driver, verifies the topology,
 * explains, drains. Closed: nothing outside imports it.
 *
 * <p>Not for applications or adapters.
 */
@NullMarked
package dev.isobar.runtime;

import org.jspecify.annotations.NullMarked;
