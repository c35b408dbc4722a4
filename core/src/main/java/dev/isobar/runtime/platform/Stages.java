package dev.isobar.runtime.platform;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Platform;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What is done with the completion stages of a driver. */
public final class Stages {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private Stages() {}

  /**
   * Makes a call of a driver that always ends: a call that throws becomes a failed stage, one that
   * does not answer fails with DEADLINE_EXCEEDED.
   *
   * @param platform gives the timer
   * @param timeout for how long to wait
   * @param call the call
   * @param <T> the type of the result
   */
  public static <T> CompletableFuture<T> call(
      Platform platform, Duration timeout, Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      Platform.Timer timer =
          platform.schedule(timeout, () -> result.completeExceptionally(unanswered(timeout)));
      call.get()
          .whenComplete(
              (value, failure) -> {
                timer.cancel();
                if (failure == null) {
                  result.complete(value);
                } else {
                  result.completeExceptionally(unwrap(failure));
                }
              });
    } catch (RuntimeException | Error thrown) {
      result.completeExceptionally(thrown);
    }
    return result;
  }

  /**
   * Waits for a stage that always ends, as those of {@link #call} do.
   *
   * @param platform waits
   * @param stage what to wait for
   * @param <T> the type of the result
   * @throws InterruptedException when the thread is interrupted
   */
  public static <T> T answer(Platform platform, CompletionStage<T> stage)
      throws InterruptedException {
    try {
      return platform.await(stage, FOR_EVER);
    } catch (TimeoutException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Waits for a stage that always ends, on through interrupts.
   *
   * @param platform waits
   * @param stage what to wait for
   * @return whether the thread was interrupted meanwhile; its flag is not set
   */
  public static boolean end(Platform platform, CompletionStage<Void> stage) {
    boolean interrupted = false;
    while (true) {
      try {
        answer(platform, stage);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /**
   * Returns the portable code of a failure.
   *
   * @param driver knows its provider's failures
   * @param failure what a stage failed with
   */
  public static ErrorCode classify(Driver driver, Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof IsobarException ours ? ours.code() : driver.classify(cause);
  }

  /**
   * Returns what a stage really failed with.
   *
   * @param failure possibly a {@link CompletionException} around it
   */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static IsobarException unanswered(Duration timeout) {
    return new IsobarException(
        ErrorCode.DEADLINE_EXCEEDED,
        IsobarException.Outcome.UNKNOWN,
        "the provider did not answer within " + timeout,
        null);
  }
}
