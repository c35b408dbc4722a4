package dev.isobar.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.isobar.DataMapper;
import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Typed data ⇄ bytes: {@code byte[]} travels as {@value #BYTES}, {@code String} as {@value #TEXT},
 * every other class through the {@link DataMapper} as {@value #JSON}. Thread-safe.
 */
public final class TypedData {
  /** The content type of {@code byte[]}. */
  public static final String BYTES = "application/octet-stream";

  /** The content type of {@code String}. */
  public static final String TEXT = "text/plain; charset=utf-8";

  /** The content type of all else. */
  public static final String JSON = "application/json";

  private final DataMapper mapper;

  /**
   * Creates a codec.
   *
   * @param mapper for all but bytes and text
   */
  public TypedData(DataMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * Returns the content type under which data of a class is published.
   *
   * @param dataClass the class of the data
   */
  public static String contentType(Class<?> dataClass) {
    return dataClass == byte[].class ? BYTES : dataClass == String.class ? TEXT : JSON;
  }

  /**
   * Returns data as bytes, to be published as {@link #contentType}.
   *
   * @param data of any class
   * @return the bytes; those of a {@code byte[]} are not copied
   * @throws IsobarException INVALID_ARGUMENT when the data cannot be written; what the mapper threw
   *     when that is an IsobarException
   */
  public byte[] write(Object data) {
    if (data instanceof byte[] bytes) {
      return bytes;
    }
    if (data instanceof String text) {
      return text(text);
    }
    try {
      return mapper.write(data);
    } catch (IsobarException e) {
      throw e;
    } catch (Exception e) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "data of class " + data.getClass().getName() + " cannot be written as JSON",
          e);
    }
  }

  /**
   * Reads the data of an event. Bytes and text are given as they are, whatever the content type
   * says; an event without data gives an empty array or text.
   *
   * @param event the event
   * @param dataClass the wanted class
   * @param <T> the wanted class
   * @return the data
   * @throws IsobarException INVALID_ARGUMENT when the data is not of this class: the message names
   *     the mapper's exception but neither quotes nor keeps it, as its text may hold data; what the
   *     mapper threw when that is an IsobarException
   */
  public <T> T read(CloudEvent event, Class<T> dataClass) {
    byte[] bytes = EventData.of(event).exact();
    if (dataClass == byte[].class) {
      return dataClass.cast(bytes.clone());
    }
    if (dataClass == String.class) {
      return dataClass.cast(new String(bytes, StandardCharsets.UTF_8));
    }
    if (bytes.length == 0) {
      throw undecodable(event, dataClass, "it has no data");
    }
    return readJson(event, bytes, dataClass);
  }

  private <T> T readJson(CloudEvent event, byte[] bytes, Class<T> dataClass) {
    @Nullable T data;
    try {
      data = mapper.read(bytes, dataClass);
    } catch (IsobarException e) {
      throw e;
    } catch (Exception e) {
      throw undecodable(event, dataClass, e.getClass().getSimpleName() + place(e));
    }
    if (data == null) {
      throw undecodable(event, dataClass, "it is null");
    }
    return data;
  }

  private static String place(Exception e) {
    JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static byte[] text(String text) {
    if (!Utf8.isWellFormed(text)) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the text holds a lone surrogate, which UTF-8 cannot carry; give valid Unicode or bytes");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static IsobarException undecodable(CloudEvent event, Class<?> dataClass, String why) {
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "the data of an event of type "
            + Printable.of(event.getType())
            + " is no "
            + dataClass.getName()
            + ": "
            + why);
  }
}
