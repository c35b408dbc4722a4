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

  /**
   * A resource that is not there.
   *
   * @param what its native name
   * @param remedy what an operator can do
   */
  public static Difference missing(String what, String remedy) {
    return new Difference(Kind.MISSING, what, "present", "absent", true, remedy);
  }

  /**
   * A property that differs and can be changed.
   *
   * @param what the property, by its native name
   * @param wanted the declared value, in words
   * @param found the value found, in words
   * @param harmful whether it can lose, reorder or narrow events
   * @param remedy what an operator can do
   */
  public static Difference different(
      String what, String wanted, String found, boolean harmful, String remedy) {
    return new Difference(Kind.DIFFERENT, what, wanted, found, harmful, remedy);
  }

  /**
   * A property that differs and can never be changed; harmful.
   *
   * @param what the property, by its native name
   * @param wanted the declared value, in words
   * @param found the value found, in words
   * @param remedy what an operator can do
   */
  public static Difference immutable(String what, String wanted, String found, String remedy) {
    return new Difference(Kind.IMMUTABLE, what, wanted, found, true, remedy);
  }

  /**
   * A resource that the credentials do not permit to look at; harmless as far as is known.
   *
   * @param what its native name
   * @param remedy the permission that is needed
   */
  public static Difference notPermitted(String what, String remedy) {
    return new Difference(Kind.NOT_PERMITTED, what, "readable", "not readable", false, remedy);
  }
}
