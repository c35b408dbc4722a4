/**
 * A simulated world in one process: {@link dev.isobar.test.sim.Simulation} runs every task of every
 * instance one at a time, in an order that a seed decides, on a virtual clock; a {@link
 * dev.isobar.test.sim.SimBroker} carries the events and misbehaves on demand.
 *
 * <pre>{@code
 * try (Simulation simulation = Simulation.seeded(42)) {
 *   SimBroker broker = SimBroker.in(simulation, SimProfile.local());
 *   SimPlatform process = simulation.process("billing");
 *   simulation.run(process, () -> {
 *     try (Isobar isobar = Isobar.builder().set("provider", "sim").topology(topology).open()) {
 *       isobar.publisher("orders").publish(PLACED, order);
 *     }
 *   });
 * }
 * }</pre>
 *
 * <p>The same seed gives the same run. Code that runs in a simulation blocks only through its
 * {@link dev.isobar.test.sim.SimPlatform}: {@code await} and {@code sleep}. The blocking methods of
 * Isobar do so.
 */
@NullMarked
package dev.isobar.test.sim;

import org.jspecify.annotations.NullMarked;
