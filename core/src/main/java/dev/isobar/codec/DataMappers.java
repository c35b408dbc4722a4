package dev.isobar.codec;

import dev.isobar.DataMapper;

/** Finds the {@link DataMapper} that is used when an application gives none. Thread-safe. */
public final class DataMappers {
  private static final String DATABIND = "com.fasterxml.jackson.databind.ObjectMapper";

  private DataMappers() {}

  /**
   * Returns a mapper over jackson-databind. Where that is not on the class path, it is one whose
   * calls fail with UNSUPPORTED and say what to add.
   */
  public static DataMapper defaultMapper() {
    return isDatabindPresent() ? new JacksonDataMapper() : new MissingDataMapper();
  }

  /** Returns whether the default mapper can read and write. */
  public static boolean isDatabindPresent() {
    try {
      Class.forName(DATABIND, false, DataMappers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
