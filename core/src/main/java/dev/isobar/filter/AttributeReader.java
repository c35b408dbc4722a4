package dev.isobar.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.types.Time;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads one attribute of events. */
final class AttributeReader {

  private enum Place {
    ID,
    SOURCE,
    SPECVERSION,
    TYPE,
    SUBJECT,
    TIME,
    DATACONTENTTYPE,
    DATASCHEMA,
    EXTENSION
  }

  private final String name;
  private final Place place;

  AttributeReader(String name) {
    this.name = name;
    this.place = place(name);
  }

  private static Place place(String name) {
    return switch (name) {
      case "id" -> Place.ID;
      case "source" -> Place.SOURCE;
      case "specversion" -> Place.SPECVERSION;
      case "type" -> Place.TYPE;
      case "subject" -> Place.SUBJECT;
      case "time" -> Place.TIME;
      case "datacontenttype" -> Place.DATACONTENTTYPE;
      case "dataschema" -> Place.DATASCHEMA;
      default -> Place.EXTENSION;
    };
  }

  /** The value, or null if the event has none. */
  @Nullable Object read(CloudEvent event) {
    return switch (place) {
      case ID -> event.getId();
      case SOURCE -> event.getSource();
      case SPECVERSION -> event.getSpecVersion();
      case TYPE -> event.getType();
      case SUBJECT -> event.getSubject();
      case TIME -> event.getTime();
      case DATACONTENTTYPE -> event.getDataContentType();
      case DATASCHEMA -> event.getDataSchema();
      case EXTENSION -> event.getExtension(name);
    };
  }

  /** The value as it is written on the wire. */
  static String text(Object value) {
    return value instanceof String text ? text : textOfOther(value);
  }

  private static String textOfOther(Object value) {
    if (value instanceof URI uri) {
      return uri.toString();
    }
    if (value instanceof OffsetDateTime time) {
      return Time.writeTime(time);
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }
}
