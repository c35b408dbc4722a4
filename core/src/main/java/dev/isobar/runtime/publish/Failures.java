package dev.isobar.runtime.publish;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.runtime.publish.PendingEvent.Place;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.SendOutcome;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the answers of a driver, and words what callers are told. Immutable. */
final class Failures {
  /** A call that failed as a whole with one of these has stored nothing. */
  private static final Set<ErrorCode> NOTHING_STORED =
      EnumSet.of(
          ErrorCode.INVALID_ARGUMENT,
          ErrorCode.NOT_FOUND,
          ErrorCode.PERMISSION_DENIED,
          ErrorCode.UNSUPPORTED,
          ErrorCode.RESOURCE_EXHAUSTED,
          ErrorCode.CONFLICT);

  private final Driver driver;
  private final Address address;
  private final String timeout;

  Failures(Driver driver, Address address, Duration timeout) {
    this.driver = driver;
    this.address = address;
    this.timeout = timeout.toMillis() + " ms";
  }

  /** Returns one outcome per event: an answer that cannot be matched with its events is none. */
  List<SendOutcome> results(
      Call call, @Nullable List<SendOutcome> outcomes, @Nullable Throwable failure) {
    int size = call.events.size();
    if (failure != null) {
      Throwable cause = Stages.unwrap(failure);
      boolean refused = NOTHING_STORED.contains(code(cause));
      return Collections.nCopies(
          size, refused ? SendOutcome.refused(cause) : SendOutcome.unknown(cause));
    }
    if (outcomes == null
        || outcomes.size() != size
        || outcomes.stream().anyMatch(Objects::isNull)) {
      String found = outcomes == null ? "none" : String.valueOf(outcomes.size());
      return Collections.nCopies(size, SendOutcome.unknown(unmatched(size, found)));
    }
    return outcomes;
  }

  boolean allInvalid(List<SendOutcome> results) {
    for (SendOutcome result : results) {
      if (result.stored()
          || result.maybeStored()
          || code(cause(result)) != ErrorCode.INVALID_ARGUMENT) {
        return false;
      }
    }
    return true;
  }

  Throwable cause(SendOutcome result) {
    return Stages.unwrap(result.failure().orElseThrow());
  }

  ErrorCode code(Throwable failure) {
    try {
      return Stages.classify(driver, failure);
    } catch (RuntimeException unclassified) {
      return ErrorCode.UNKNOWN;
    }
  }

  /** The provider's last word on an event. */
  IsobarException refused(PendingEvent event) {
    return lastFailure(event, "");
  }

  /** The time-out of an event. */
  IsobarException late(PendingEvent event) {
    if (event.place == Place.IN_FLIGHT) {
      event.maybeStored = true;
      return failure(
          event,
          ErrorCode.DEADLINE_EXCEEDED,
          "the provider did not answer within " + timeout,
          null);
    }
    if (event.code != null) {
      return lastFailure(event, " within " + timeout);
    }
    return failure(
        event,
        ErrorCode.DEADLINE_EXCEEDED,
        "it waited " + timeout + " behind other events and was never sent",
        null);
  }

  /** An earlier event of the same key has failed. */
  IsobarException conflict(PendingEvent event, PendingEvent earlier) {
    return failure(
        event,
        ErrorCode.CONFLICT,
        "event "
            + SafeText.of(earlier.id)
            + " of the same key was published before it and failed; publish both again, in order",
        null);
  }

  /** The publisher was closed. */
  IsobarException closed(PendingEvent event) {
    event.maybeStored |= event.place == Place.IN_FLIGHT;
    return failure(
        event, ErrorCode.CANCELLED, "its publisher is closed; open another instance", null);
  }

  private IsobarException lastFailure(PendingEvent event, String within) {
    Throwable cause = event.failure;
    ErrorCode code = event.code == null ? ErrorCode.UNKNOWN : event.code;
    String tries = event.tries == 1 ? "" : " at the last of " + event.tries + " tries" + within;
    String name = cause == null ? "" : " with " + cause.getClass().getSimpleName();
    return failure(event, code, "the provider failed" + tries + name + ", see the cause", cause);
  }

  private IsobarException failure(
      PendingEvent event, ErrorCode code, String why, @Nullable Throwable cause) {
    String what = event.maybeStored ? " may or may not be stored in " : " is not stored in ";
    return new IsobarException(
        code,
        event.maybeStored ? Outcome.UNKNOWN : Outcome.NOT_STORED,
        "event " + SafeText.of(event.id) + what + address + ": " + why,
        cause);
  }

  private static IsobarException unmatched(int size, String found) {
    return new IsobarException(
        ErrorCode.UNKNOWN,
        Outcome.UNKNOWN,
        "the driver answered a batch of " + size + " events with " + found + " outcomes",
        null);
  }
}
