package dev.isobar.tck;

import dev.isobar.Isobar;
import java.util.Optional;
import java.util.Set;

/**
 * What the suites have to know about a driver and the service behind it. One is made for each test;
 * the resources of two tests must not meet: give each fixture a prefix, a file or a namespace of
 * its own.
 */
public interface DriverFixture extends AutoCloseable {
  /** A simulated process that can be killed. */
  interface Killable {
    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    void kill();
  }

  /** Returns the value of {@code isobar.provider}; a row of the table of results. */
  String provider();

  /**
   * Returns what is behind the driver, a column of the table of results: {@code local file}, {@code
   * local memory}, {@code sim …}, {@code own emulator …}, {@code independent server …} or {@code
   * cloud}; empty when nothing is to be proved, as with a driver that is broken on purpose.
   */
  String provedOn();

  /** Returns what the provider has. */
  Set<Feature> features();

  /** Returns how long things take. */
  Bounds bounds();

  /** Returns how to wait; real time by default. */
  default TestClock clock() {
    return TestClock.real();
  }

  /**
   * Opens an instance.
   *
   * @param builder has a topology, and settings of the suite; the provider, its settings and a
   *     prefix are to be set here. Everything must be created, unless {@code topology} is set
   * @return the open instance, which the suite closes
   */
  Isobar open(Isobar.Builder builder);

  /** Returns whether {@link #openKillable} gives a process. */
  default boolean killable() {
    return false;
  }

  /**
   * Opens an instance in a process of its own.
   *
   * @param builder as for {@link #open}
   * @param use gets the instance and returns at once; handlers that it subscribes run on
   * @return to kill the process, or empty when there are no such processes
   */
  default Optional<Killable> openKillable(
      Isobar.Builder builder, java.util.function.Consumer<Isobar> use) {
    return Optional.empty();
  }

  /**
   * Returns what another process of the operating system needs to use the same service, so that the
   * suites can start and kill one.
   *
   * @return the provider and its settings, by their full keys; or empty when others cannot share it
   */
  default Optional<java.util.Map<String, String>> sharedSettings() {
    return Optional.empty();
  }

  /** Returns a client that does not go through Isobar, where there is one. */
  default Optional<ForeignClient> foreign() {
    return Optional.empty();
  }

  /** Returns what can be made to go wrong; nothing by default. */
  default Faults faults() {
    return Faults.none();
  }

  /** Returns the class of the provider's client for {@code Isobar.unwrap}, where there is one. */
  default Optional<Class<?>> nativeClient() {
    return Optional.empty();
  }

  /** Returns the class of the provider's message for {@code Delivery.unwrap}, if there is one. */
  default Optional<Class<?>> nativeMessage() {
    return Optional.empty();
  }

  /** Ends the service, or deletes what the test has created. */
  @Override
  void close();
}
