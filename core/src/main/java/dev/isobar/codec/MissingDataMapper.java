package dev.isobar.codec;

import dev.isobar.DataMapper;
import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;

/** Stands in where jackson-databind is not on the class path. */
final class MissingDataMapper implements DataMapper {
  @Override
  public byte[] write(Object data) {
    throw missing(data.getClass());
  }

  @Override
  public <T> T read(byte[] json, Class<T> type) {
    throw missing(type);
  }

  private static IsobarException missing(Class<?> type) {
    return new IsobarException(
        ErrorCode.UNSUPPORTED,
        "data of class "
            + type.getName()
            + " needs a mapper to JSON, and jackson-databind is not on the class path; add"
            + " com.fasterxml.jackson.core:jackson-databind, or give a DataMapper to"
            + " Isobar.Builder.dataMapper(..)");
  }
}
