package dev.isobar.spi;

/**
 * One way in which what is there is not what is declared. Immutable.
 *
 * @param kind how it differs
 * @param what the resource or property, by its native name
 * @param wanted the declared value, in words
 * @param found the value found, in words
 * @param harmful whether it can lose, reorder or narrow events; a harmless drift is a warning
 * @param remedy what an operator can do
 */
public record Difference(
    Kind kind, String what, String wanted, String found, boolean harmful, String remedy) {
  /** The kinds of difference. */
  public enum Kind {
    /** The resource is not there. */
    MISSING,
    /** A property differs and can be changed. */
    DIFFERENT,
    /** A property differs and can never be changed. */
    IMMUTABLE,
    /** The credentials do not permit to look. */
    NOT_PERMITTED
  }
}
