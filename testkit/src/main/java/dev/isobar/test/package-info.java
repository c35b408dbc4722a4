/**
 * For the tests of applications, with any test framework: {@link dev.isobar.test.TestDelivery} for
 * one handler, {@link dev.isobar.test.RecordingPublisher} for code that publishes, {@link
 * dev.isobar.test.TestIsobar} for the whole with a clock that the test moves.
 */
@NullMarked
package dev.isobar.test;

import org.jspecify.annotations.NullMarked;
