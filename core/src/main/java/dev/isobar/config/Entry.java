package dev.isobar.config;

/**
 * One key with its value, as found in a source.
 *
 * @param key as it would stand in a properties file
 * @param plainKey the key without {@code instances.<instance>}
 * @param value its text
 * @param source where it was found, in words
 * @param rank the higher one wins where two have the same plain key
 */
record Entry(String key, String plainKey, String value, String source, int rank) {
  static final String PREFIX = "isobar.";
  static final String INSTANCES = PREFIX + "instances.";

  /** What belongs to one instance beats what is for all, whatever the source. */
  static final int OF_INSTANCE = 10;

  static Entry of(String key, String value, String source, int rank) {
    int end = key.startsWith(INSTANCES) ? key.indexOf('.', INSTANCES.length()) : -1;
    return end < 0
        ? new Entry(key, key, value, source, rank)
        : new Entry(key, PREFIX + key.substring(end + 1), value, source, rank + OF_INSTANCE);
  }

  /** Returns whether the key belongs to one instance. */
  boolean ofInstance() {
    return !key.equals(plainKey);
  }

  /** Returns the instance that the key belongs to, empty for all. */
  String instance() {
    return ofInstance()
        ? key.substring(INSTANCES.length(), key.indexOf('.', INSTANCES.length()))
        : "";
  }

  /** Returns whether an instance takes this entry. */
  boolean concerns(String instance) {
    return !ofInstance() || instance().equals(instance);
  }

  /** Hides the value, which may be a secret. */
  @Override
  public String toString() {
    return key + " (" + source + ")";
  }
}
