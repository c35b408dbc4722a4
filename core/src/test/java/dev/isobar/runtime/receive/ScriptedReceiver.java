package dev.isobar.runtime.receive;

import dev.isobar.spi.Address;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A receiver whose answers a test gives by a rule; without one everything is done at once. */
final class ScriptedReceiver implements Receiver {
  /** A lease that tells whose it is. */
  record TestLease(String id, int number) implements Lease {}

  private final ScriptedProvider provider;
  final Address address;
  final ReceiveOptions options;
  final Inbound inbound;
  final List<Integer> requests = new ArrayList<>();
  final List<List<Verdict>> settleCalls = new ArrayList<>();
  final List<List<Lease>> extendCalls = new ArrayList<>();
  final CompletableFuture<Void> silence = new CompletableFuture<>();
  Function<List<Verdict>, CompletionStage<List<SettleOutcome>>> settling = v -> all(v.size());
  Function<List<Lease>, CompletionStage<List<SettleOutcome>>> extending = l -> all(l.size());
  boolean stopsSlowly;
  boolean stopped;
  boolean closed;

  ScriptedReceiver(
      ScriptedProvider provider, Address address, ReceiveOptions options, Inbound inbound) {
    this.provider = provider;
    this.address = address;
    this.options = options;
    this.inbound = inbound;
  }

  static CompletionStage<List<SettleOutcome>> all(int count) {
    return CompletableFuture.completedFuture(
        java.util.Collections.nCopies(count, SettleOutcome.done()));
  }

  static CompletionStage<List<SettleOutcome>> answers(SettleOutcome... outcomes) {
    return CompletableFuture.completedFuture(List.of(outcomes));
  }

  static <T> CompletionStage<T> failing() {
    return CompletableFuture.failedFuture(new ScriptedProvider.NativeException());
  }

  static <T> CompletionStage<T> silent() {
    return new CompletableFuture<>();
  }

  static SettleOutcome failed() {
    return SettleOutcome.failed(new ScriptedProvider.NativeException());
  }

  /** All credit that was ever given. */
  int credit() {
    return requests.stream().mapToInt(Integer::intValue).sum();
  }

  /** Every verdict in words, in the order in which they were sent. */
  List<String> verdicts() {
    return settleCalls.stream().flatMap(List::stream).map(ScriptedReceiver::text).toList();
  }

  private static String text(Verdict verdict) {
    TestLease lease = (TestLease) verdict.lease();
    String whose = lease.number == 1 ? lease.id : lease.id + "/" + lease.number;
    if (verdict instanceof Verdict.Release release) {
      return "release " + whose + " " + release.delay();
    }
    if (verdict instanceof Verdict.DeadLetter letter) {
      return "dead-letter " + whose + " " + letter.story().cause();
    }
    return "complete " + whose;
  }

  @Override
  public void request(int events) {
    if (provider.failingRequests > 0) {
      provider.failingRequests--;
      throw new ScriptedProvider.NativeException();
    }
    requests.add(events);
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
    settleCalls.add(verdicts);
    return settling.apply(verdicts);
  }

  @Override
  public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
    extendCalls.add(leases);
    return extending.apply(leases);
  }

  @Override
  public CompletionStage<Void> stop() {
    stopped = true;
    if (!stopsSlowly) {
      silence.complete(null);
    }
    return silence;
  }

  @Override
  public void close() {
    closed = true;
  }
}
