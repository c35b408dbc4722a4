package dev.isobar;

/**
 * Turns typed data into JSON bytes and back. The default uses jackson-databind when it is on the
 * class path; give another one to {@link Isobar.Builder#dataMapper(DataMapper)}. Implementations
 * are thread-safe.
 */
public interface DataMapper {
  /**
   * Returns the JSON text of the data in UTF-8.
   *
   * @param data never null
   * @throws Exception when the data cannot be written; the publish fails with INVALID_ARGUMENT
   */
  byte[] write(Object data) throws Exception;

  /**
   * Reads JSON text.
   *
   * @param json the bytes of the event's data; not to be changed
   * @param type the wanted class
   * @param <T> the wanted class
   * @return the data
   * @throws Exception when it is not such data; the event is rejected (dead-lettered at once)
   */
  <T> T read(byte[] json, Class<T> type) throws Exception;
}
