package dev.isobar;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The dead letters of one subscription or queue. Thread-safe; every method blocks. */
public interface DeadLetters {
  /** What a redrive or a discard did. Immutable. */
  interface Result {
    /** Returns how many dead letters were looked at. */
    int examined();

    /** Returns how many of them were chosen. */
    int matched();

    /** Returns how many of the chosen could not be moved; they are still dead letters. */
    int failed();
  }

  /**
   * Returns how many dead letters there are.
   *
   * @throws IsobarException UNSUPPORTED when the provider cannot count without receiving
   */
  long count();

  /**
   * Looks at dead letters and leaves them where they are. Waits up to two seconds for more where
   * the provider cannot say that there are none.
   *
   * @param max from 1 to 10,000
   * @return at most {@code max} dead letters, oldest first where the provider keeps order
   */
  List<DeadLetter> browse(int max);

  /**
   * Sends dead letters back to this subscription or queue alone, there to start at attempt 1. Each
   * is sent, confirmed, then removed: a crash between leaves a duplicate, never a loss. An event
   * that fails again meanwhile is a new dead letter, which this call leaves alone.
   *
   * @param which tells whether one is to go back
   * @param max how many may go back, from 1
   * @return what was done
   */
  Result redrive(Predicate<? super DeadLetter> which, int max);

  /**
   * Sends chosen dead letters back, as {@link #redrive(Predicate, int)}.
   *
   * @param chosen dead letters from {@link #browse}
   * @return what was done
   */
  Result redrive(Collection<? extends DeadLetter> chosen);

  /**
   * Deletes dead letters for ever.
   *
   * @param which tells whether one is to be deleted
   * @param max how many may be deleted, from 1
   * @return what was done
   */
  Result discard(Predicate<? super DeadLetter> which, int max);

  /**
   * Deletes chosen dead letters for ever.
   *
   * @param chosen dead letters from {@link #browse}
   * @return what was done
   */
  Result discard(Collection<? extends DeadLetter> chosen);
}
