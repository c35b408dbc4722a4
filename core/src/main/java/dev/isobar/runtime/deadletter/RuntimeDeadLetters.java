package dev.isobar.runtime.deadletter;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Received;
import dev.isobar.spi.Story;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dead letters of one subscription or queue. */
public final class RuntimeDeadLetters implements DeadLetters {
  /** What a dead-lettered message holds and how it goes back. Thread-safe. */
  public interface Letters {
    /**
     * Returns the event of a dead letter.
     *
     * @param received the message
     * @param from the dead-letter place
     */
    CloudEvent event(Received received, Address from);

    /**
     * Returns the story that the runtime wrote, or empty when the service moved the message itself.
     *
     * @param received the message
     */
    Optional<Story> story(Received received);

    /**
     * Sends a dead letter, without its story, to the return address of its subscription or queue.
     *
     * @param received the message
     * @param event its event
     * @return completes when it is stored there
     */
    CompletionStage<?> sendBack(Received received, CloudEvent event);
  }

  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.deadletters");
  private static final int MOST_BROWSED = 10_000;
  private static final int SENT_AT_ONCE = 100;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  private final Runnable checkOpen;
  private final Platform platform;
  private final Driver driver;
  private final Address place;
  private final Letters letters;

  /**
   * Opens nothing yet.
   *
   * @param checkOpen throws when the instance is closed
   * @param platform time and threads
   * @param driver the provider
   * @param place the dead-letter part of the subscription or queue
   * @param letters reads and sends them
   */
  public RuntimeDeadLetters(
      Runnable checkOpen, Platform platform, Driver driver, Address place, Letters letters) {
    this.checkOpen = checkOpen;
    this.platform = platform;
    this.driver = driver;
    this.place = place;
    this.letters = letters;
  }

  private record Done(int examined, int matched, int failed) implements Result {}

  /** What a chosen dead letter is put through before it is removed. */
  @FunctionalInterface
  private interface Action {
    CompletionStage<?> before(Received received, CloudEvent event);
  }

  @Override
  public long count() {
    return waiting(
            () ->
                Stages.answer(
                    platform, Stages.call(platform, CALL_TIMEOUT, () -> driver.depth(place))))
        .orElseThrow(
            () ->
                new IsobarException(
                    ErrorCode.UNSUPPORTED,
                    "the provider cannot count the dead letters of "
                        + place.resource()
                        + " without receiving them; browse them instead"));
  }

  @Override
  public List<DeadLetter> browse(int max) {
    check("browse", max, MOST_BROWSED);
    List<DeadLetter> found = new ArrayList<>();
    waiting(
        () -> {
          try (Sweep sweep = new Sweep(platform, driver, place)) {
            Received next = sweep.next(max);
            while (next != null) {
              sweep.keep(next);
              found.add(read(next));
              next = found.size() < max ? sweep.next(max - found.size()) : null;
            }
            failIfBroken(sweep, found.size());
          }
          return found;
        });
    return List.copyOf(found);
  }

  @Override
  public Result redrive(Predicate<? super DeadLetter> which, int max) {
    check("redrive", max, Integer.MAX_VALUE);
    return process("redriven", which, max, letters::sendBack);
  }

  @Override
  public Result redrive(Collection<? extends DeadLetter> chosen) {
    return process("redriven", in(chosen), chosen.size(), letters::sendBack);
  }

  @Override
  public Result discard(Predicate<? super DeadLetter> which, int max) {
    check("discard", max, Integer.MAX_VALUE);
    return process("discarded", which, max, RuntimeDeadLetters::nothing);
  }

  @Override
  public Result discard(Collection<? extends DeadLetter> chosen) {
    return process("discarded", in(chosen), chosen.size(), RuntimeDeadLetters::nothing);
  }

  private static CompletionStage<?> nothing(Received received, CloudEvent event) {
    return CompletableFuture.completedFuture(null);
  }

  private static Predicate<DeadLetter> in(Collection<? extends DeadLetter> chosen) {
    Set<String> ids = chosen.stream().map(DeadLetter::id).collect(Collectors.toSet());
    return letter -> ids.contains(letter.id());
  }

  private Result process(String done, Predicate<? super DeadLetter> which, int max, Action action) {
    Done result =
        waiting(
            () -> {
              try (Sweep sweep = new Sweep(platform, driver, place)) {
                return process(sweep, which, max, action);
              }
            });
    LOG.info(
        "{}: {} of {} dead letters {}, {} failed",
        place.resource(),
        result.matched - result.failed,
        result.examined,
        done,
        result.failed);
    return result;
  }

  private Done process(Sweep sweep, Predicate<? super DeadLetter> which, int max, Action action)
      throws InterruptedException {
    int examined = 0;
    int matched = 0;
    int failed = 0;
    Set<String> taken = new HashSet<>();
    List<Received> chosen = new ArrayList<>();
    List<CompletionStage<?>> sent = new ArrayList<>();
    while (matched < max) {
      Received next = sweep.next(max - matched);
      if (next == null) {
        break;
      }
      examined++;
      DeadLetter letter = read(next);
      if (which.test(letter) && taken.add(identity(letter))) {
        matched++;
        chosen.add(next);
        sent.add(action.before(next, letter.event()));
      } else {
        sweep.keep(next);
      }
      if (chosen.size() == SENT_AT_ONCE) {
        failed += removeSent(sweep, chosen, sent);
      }
    }
    failed += removeSent(sweep, chosen, sent);
    failIfBroken(sweep, examined);
    return new Done(examined, matched, failed);
  }

  /** An event that fails again while we are at it is a new dead letter, for the next call. */
  private static String identity(DeadLetter letter) {
    return letter.event().getSource() + " " + letter.event().getId();
  }

  /** Removes what has been sent back and keeps the rest; only a stored copy allows the removal. */
  private int removeSent(Sweep sweep, List<Received> chosen, List<CompletionStage<?>> sent)
      throws InterruptedException {
    int failed = 0;
    List<Received> stored = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      if (isStored(sent.get(i))) {
        stored.add(chosen.get(i));
      } else {
        failed++;
        sweep.keep(chosen.get(i));
      }
    }
    failed += sweep.remove(stored);
    chosen.clear();
    sent.clear();
    return failed;
  }

  private boolean isStored(CompletionStage<?> sent) throws InterruptedException {
    return Stages.answer(
        platform,
        sent.handle(
            (receipt, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "{}: a dead letter could not be sent back: {}",
                    place.resource(),
                    SafeText.of(Stages.unwrap(failure)));
              }
              return failure == null;
            }));
  }

  private DeadLetter read(Received received) {
    Story story =
        received.story().or(() -> letters.story(received)).orElseGet(() -> backstop(received));
    return new StoredDeadLetter(received.nativeId(), letters.event(received, place), story);
  }

  private Story backstop(Received received) {
    return new Story(
        DeadLetter.Cause.BACKSTOP,
        "moved by the provider's own delivery limit",
        Math.max(0, received.receiveCount() - 1),
        place.resource().name(),
        received.accepted().orElseGet(platform::now));
  }

  private void failIfBroken(Sweep sweep, int examined) {
    Throwable failure = sweep.failure();
    if (failure != null && examined == 0) {
      throw new IsobarException(
          Stages.classify(driver, failure),
          "the dead letters of "
              + place.resource()
              + " cannot be received: "
              + SafeText.of(Stages.unwrap(failure)),
          failure);
    }
  }

  private void check(String verb, int max, int most) {
    if (max < 1 || max > most) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          verb + " was given max " + max + "; it must be from 1 to " + most);
    }
  }

  /** A step that waits on this thread. */
  @FunctionalInterface
  private interface Waiting<T> {
    T run() throws InterruptedException;
  }

  private <T> T waiting(Waiting<T> step) {
    checkOpen.run();
    try {
      return step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IsobarException(
          ErrorCode.CANCELLED,
          IsobarException.Outcome.UNKNOWN,
          "interrupted while working on the dead letters of " + place.resource(),
          e);
    } catch (java.util.concurrent.CompletionException e) {
      Throwable cause = Stages.unwrap(e);
      throw cause instanceof IsobarException ours
          ? ours
          : new IsobarException(
              Stages.classify(driver, cause),
              "the dead letters of "
                  + place.resource()
                  + " cannot be reached: "
                  + SafeText.of(cause),
              cause);
    }
  }
}
