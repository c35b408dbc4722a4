package dev.isobar.codec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isobar.DataMapper;
import java.io.IOException;

/**
 * Maps by jackson-databind: records and beans, unknown properties ignored, dates as ISO 8601 where
 * a Jackson module for them is on the class path. No default typing: a type's name in the data is
 * plain data.
 */
final class JacksonDataMapper implements DataMapper {
  /** Made when the first data is mapped: that costs more than the rest of opening an instance. */
  private static final class Lazy {
    static final ObjectMapper MAPPER =
        JsonMapper.builder()
            .findAndAddModules()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
  }

  @Override
  public byte[] write(Object data) throws IOException {
    return Lazy.MAPPER.writeValueAsBytes(data);
  }

  @Override
  public <T> T read(byte[] json, Class<T> type) throws IOException {
    return Lazy.MAPPER.readValue(json, type);
  }
}
