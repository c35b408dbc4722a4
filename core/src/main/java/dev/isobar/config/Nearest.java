package dev.isobar.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * Finds the candidate with the fewest edits, unless those are too many to be a slip.
   *
   * @param word what was written
   * @param candidates what could have been meant
   */
  static Optional<String> of(String word, Collection<String> candidates) {
    String simple = simple(word);
    int most = Math.min(3, 1 + simple.length() / 4);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - simple.length()) <= most)
        .filter(candidate -> edits(simple, simple(candidate)) <= most)
        .min(
            Comparator.comparingInt((String candidate) -> edits(simple, simple(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Asks for the nearest candidate, or says nothing.
   *
   * @param word what was written
   * @param candidates what could have been meant
   * @return the end of a message, or an empty string
   */
  public static String hint(String word, Collection<String> candidates) {
    return of(word, candidates).map(near -> "; did you mean " + near + "?").orElse("");
  }

  private static String simple(String text) {
    String cut = text.substring(0, Math.min(text.length(), SafeText.MAX_LENGTH));
    return cut.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The Levenshtein distance, one row at a time. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
