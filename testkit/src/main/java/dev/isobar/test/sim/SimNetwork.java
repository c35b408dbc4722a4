package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Carries calls between processes and the broker: late, lost or not at all. */
final class SimNetwork {
  private static final double SECOND = 1e9;

  private final SimPlatform server;
  private final SimFaults faults;
  private final SimProfile profile;

  SimNetwork(SimPlatform server, SimFaults faults, SimProfile profile) {
    this.server = server;
    this.faults = faults;
    this.profile = profile;
  }

  /**
   * Makes one call.
   *
   * @param client who calls
   * @param place what it concerns, for reports
   * @param work what the service does; it fails with a {@link SimFailure}
   */
  <T> CompletionStage<T> call(SimPlatform client, String place, Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (faults.fires(Fault.THROTTLED, place)) {
      fail(client, answer, latency(), new SimFailure(ErrorCode.RESOURCE_EXHAUSTED, "throttled"));
    } else if (faults.fires(Fault.REQUEST_LOST, place)) {
      fail(client, answer, patience(), lost());
    } else if (faults.fires(Fault.EXECUTED_LATE, place)) {
      long patience = patience();
      fail(client, answer, patience, lost());
      later(server, patience + faults.nanos(0, 5 * SECOND), () -> ignoring(work));
    } else {
      later(server, latency() + faults.stall(place), () -> serve(client, place, work, answer));
    }
    return answer;
  }

  /** Makes a call that only takes time. */
  void tell(SimPlatform client, String place, Runnable work) {
    later(server, latency() + faults.stall(place), work);
  }

  /** Runs something at a process, after the time that a message takes to get there. */
  void deliver(SimPlatform client, long extraNanos, Runnable work) {
    later(client, latency() + extraNanos, work);
  }

  private <T> void serve(
      SimPlatform client, String place, Supplier<T> work, CompletableFuture<T> answer) {
    T result;
    try {
      result = work.get();
    } catch (SimFailure failure) {
      fail(client, answer, latency(), failure);
      return;
    }
    if (faults.fires(Fault.REPLY_LOST, place)) {
      fail(client, answer, patience(), lost());
    } else {
      later(client, latency(), () -> answer.complete(result));
    }
  }

  private static <T> void ignoring(Supplier<T> work) {
    try {
      work.get();
    } catch (SimFailure nobodyWaitsForIt) {
      return;
    }
  }

  private void fail(
      SimPlatform client, CompletableFuture<?> answer, long nanos, SimFailure failure) {
    later(client, nanos, () -> answer.completeExceptionally(failure));
  }

  private SimFailure lost() {
    return faults.coin()
        ? new SimFailure(ErrorCode.UNAVAILABLE, "the connection was reset")
        : new SimFailure(ErrorCode.DEADLINE_EXCEEDED, "no answer in time");
  }

  /** How long a caller waits before it gives up. */
  private long patience() {
    return faults.nanos(0.01 * SECOND, 5 * SECOND);
  }

  private long latency() {
    long most = profile.mostLatency().toNanos();
    return most == 0 ? 0 : faults.nanos(profile.leastLatency().toNanos(), most);
  }

  private static void later(SimPlatform where, long nanos, Runnable work) {
    if (nanos == 0) {
      where.executor().execute(work);
    } else {
      where.schedule(Duration.ofNanos(nanos), work);
    }
  }
}
