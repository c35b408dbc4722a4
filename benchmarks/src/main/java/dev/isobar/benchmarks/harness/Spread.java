package dev.isobar.benchmarks.harness;

import java.util.Arrays;
import java.util.Locale;

/**
 * The middle and the ends of several measurements.
 *
 * @param median the middle one
 * @param least the least
 * @param most the most
 */
public record Spread(double median, double least, double most) {
  /**
   * Sums measurements up.
   *
   * @param values at least one
   */
  public static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns the reciprocal, e.g. the time per operation of a rate, times a unit. */
  Spread per(double unit) {
    return new Spread(unit / median, unit / most, unit / least);
  }

  /**
   * Writes it as {@code median [least..most]}.
   *
   * @param format of one number, for {@link String#format}
   */
  public String text(String format) {
    String all = format + " [" + format + ".." + format + "]";
    return String.format(Locale.ROOT, all, median, least, most);
  }
}
