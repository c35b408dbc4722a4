package dev.isobar.local;

import dev.isobar.IsobarException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to be done within a transaction, and who waits for it. The answer is given only after
 * the commit.
 *
 * @param <T> the type of the answer
 */
final class Work<T> {
  /**
   * The part within the transaction.
   *
   * @param <T> the type of the answer
   */
  @FunctionalInterface
  interface Body<T> {
    /**
     * Runs.
     *
     * @throws IsobarException when it is refused; nothing is written then
     * @throws SQLException when the transaction cannot go on
     */
    T run(Store store) throws SQLException;
  }

  final CompletableFuture<T> answer = new CompletableFuture<>();

  /** How many rows it is about, so that transactions stay short. */
  final int weight;

  private final Body<T> body;
  private @Nullable T result;
  private @Nullable Throwable refusal;

  Work(int weight, Body<T> body) {
    this.weight = weight;
    this.body = body;
  }

  void run(Store store) throws SQLException {
    result = null;
    refusal = null;
    try {
      result = body.run(store);
    } catch (IsobarException refused) {
      refusal = refused;
    }
  }

  void committed() {
    if (refusal == null) {
      answer.complete(result);
    } else {
      answer.completeExceptionally(refusal);
    }
  }

  void failed(Throwable failure) {
    answer.completeExceptionally(failure);
  }
}
