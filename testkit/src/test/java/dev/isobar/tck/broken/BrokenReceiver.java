package dev.isobar.tck.broken;

import dev.isobar.DeadLetter;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Story;
import dev.isobar.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A good receiver with one defect. */
final class BrokenReceiver implements Receiver, Inbound {
  private final Receiver good;
  private final Inbound inbound;
  private final Defect defect;
  private final boolean deaf;
  private final Runnable whenFailed;

  BrokenReceiver(
      Function<Inbound, Receiver> good,
      Inbound inbound,
      Defect defect,
      boolean deaf,
      Runnable whenFailed) {
    this.inbound = inbound;
    this.defect = defect;
    this.deaf = deaf && defect == Defect.NEVER_REOPENS;
    this.whenFailed = whenFailed;
    this.good = good.apply(this);
  }

  @Override
  public void request(int events) {
    if (!deaf) {
      good.request(events);
    }
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
    boolean lie =
        switch (defect) {
          case ACKNOWLEDGES_BEFORE_HANDLING -> true;
          case NEVER_ACKNOWLEDGES -> verdicts.stream().allMatch(v -> v instanceof Verdict.Complete);
          case RELEASES_NOTHING -> verdicts.stream().allMatch(v -> v instanceof Verdict.Release);
          default -> false;
        };
    return lie ? done(verdicts.size()) : good.settle(verdicts.stream().map(this::spoiled).toList());
  }

  private static CompletionStage<List<SettleOutcome>> done(int size) {
    return CompletableFuture.completedFuture(Collections.nCopies(size, SettleOutcome.done()));
  }

  private Verdict spoiled(Verdict verdict) {
    if (verdict instanceof Verdict.Release release && defect == Defect.IGNORES_DELAYS) {
      return new Verdict.Release(release.lease(), Duration.ZERO);
    }
    if (verdict instanceof Verdict.DeadLetter letter && defect == Defect.LOSES_THE_STORY) {
      Story none = new Story(DeadLetter.Cause.BACKSTOP, "", 0, "", Instant.EPOCH);
      return new Verdict.DeadLetter(letter.lease(), none);
    }
    if (verdict instanceof Verdict.DeadLetter letter && defect == Defect.DROPS_DEAD_LETTERS) {
      return new Verdict.Complete(letter.lease());
    }
    return verdict;
  }

  @Override
  public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
    return defect == Defect.IGNORES_EXTENSIONS ? done(leases.size()) : good.extend(leases, by);
  }

  @Override
  public CompletionStage<Void> stop() {
    return good.stop();
  }

  @Override
  public void close() {
    good.close();
  }

  @Override
  public void received(List<Received> batch) {
    List<Received> spoiled = new ArrayList<>();
    for (Received received : batch) {
      if (defect == Defect.FILTERS_TOO_MUCH && text(received).contains("\"prio\"")) {
        good.settle(List.of(new Verdict.Complete(received.lease())));
      } else {
        spoiled.add(spoiled(received));
      }
    }
    if (defect == Defect.REORDERS_A_KEY) {
      Collections.reverse(spoiled);
    }
    if (!spoiled.isEmpty()) {
      inbound.received(spoiled);
    }
    if (defect == Defect.ACKNOWLEDGES_BEFORE_HANDLING) {
      batch.forEach(r -> good.settle(List.of(new Verdict.Complete(r.lease()))));
    }
  }

  private static String text(Received received) {
    return new String(received.message().body(), java.nio.charset.StandardCharsets.UTF_8)
        + received.message().attributes();
  }

  private Received spoiled(Received received) {
    Received.Builder copy =
        Received.of(received.lease(), received.message(), received.nativeId())
            .accepted(received.accepted().orElse(null))
            .receiveCount(defect == Defect.COUNTS_ALWAYS_ONE ? 1 : received.receiveCount())
            .nativeAttributes(
                defect == Defect.TELLS_NO_ATTRIBUTES ? Map.of() : received.nativeAttributes())
            .story(received.story().orElse(null));
    received.nativeMessage().ifPresent(copy::nativeMessage);
    return copy.build();
  }

  @Override
  public void idle() {
    inbound.idle();
  }

  @Override
  public void failed(Throwable failure) {
    whenFailed.run();
    if (defect != Defect.SWALLOWS_RECEIVE_FAILURES) {
      inbound.failed(failure);
    }
  }
}
