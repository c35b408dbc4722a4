/**
 * The contract as JUnit suites: a test for each clause of {@code docs/contract.md}, named by its
 * number, run over the driver that you give them.
 *
 * <h2>How to run it on your driver</h2>
 *
 * <p>Write one {@link dev.isobar.tck.DriverFixture}, which says how to open an instance, what your
 * provider can do and how long it takes; then one test:
 *
 * <pre>{@code
 * class AcmeContractTest extends ContractSuite {
 *   @Override
 *   protected DriverFixture fixture() {
 *     return new AcmeFixture();
 *   }
 * }
 * }</pre>
 *
 * <p>{@link dev.isobar.tck.ContractSuite} holds one nested class per chapter. To run a chapter
 * alone extend its class, e.g. {@link dev.isobar.tck.OrderPerKeySuite}, in the same way.
 *
 * <h2>What a declaration obliges to</h2>
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>declared</th><th>not declared</th></tr>
 * <tr><td>ORDERED</td><td>chapter 3, and the ordered variants of the others</td>
 *     <td>an ordered topic and an ordered queue are refused with UNSUPPORTED</td></tr>
 * <tr><td>BUSES</td><td>7.9: routes lead where they say</td>
 *     <td>a bus is refused with UNSUPPORTED</td></tr>
 * <tr><td>DEPTH</td><td>6.3: {@code count()} is right</td>
 *     <td>{@code count()} fails with UNSUPPORTED</td></tr>
 * <tr><td>SEVERAL_INSTANCES</td><td>instances opened one after the other, or side by side, see the
 *     same events</td><td>what needs two of them is not proved</td></tr>
 * <tr><td>RECEIVE_COUNT</td><td>5.4, 5.5: the count goes on after a break</td><td>they are not
 *     proved</td></tr>
 * <tr><td>RELEASES_AT_ONCE</td><td>8.2: what is given back comes before its lease would have
 *     ended</td><td>it is not proved</td></tr>
 * <tr><td>BACKSTOP</td><td>5.6: an event that nobody settles ends among the dead letters</td>
 *     <td>it is not proved</td></tr>
 * <tr><td>LARGER_THAN_PORTABLE</td><td>13.5: with {@code limits=native} a larger event is
 *     carried</td><td>it is not proved</td></tr>
 * <tr><td>WIDE_ROUTES</td><td>7.11: publishing to the target of a route that is installed wider is
 *     refused</td><td>it is not proved</td></tr>
 * <tr><td>DEDUPLICATES</td><td>2.4: a send that is tried again is stored once on an ordered
 *     topic</td><td>it is not proved</td></tr>
 * </table>
 *
 * <p>What cannot be asked of a driver is <em>not proved</em> there, with a reason: a test ends with
 * {@link dev.isobar.tck.NotProvedException}. Nothing is skipped in silence, and nothing is assumed.
 * A fixture without a {@link dev.isobar.tck.ForeignClient} or without {@link dev.isobar.tck.Faults}
 * runs; it proves less.
 *
 * <h2>Time</h2>
 *
 * <p>The suites wait for things, never for time, and each wait is bounded by {@link
 * dev.isobar.tck.Bounds} of the fixture. That something does not arrive is shown by a later event
 * that does.
 *
 * <h2>Results</h2>
 *
 * <p>Each run writes one line per test to {@code target/contract/<test class>.jsonl}: clause,
 * provider, what it was proved on, result and reason. The table in {@code docs/contract.md} is made
 * of these.
 *
 * <h2>Versions</h2>
 *
 * <p>A new version of the suites may ask more of a driver, never less. Feature names stay.
 */
@NullMarked
package dev.isobar.tck;

import org.jspecify.annotations.NullMarked;
