package dev.isobar.filter;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The data of one event, read when a filter first asks for one of its fields. */
final class EventData {

  private final JsonFields fields;
  private @Nullable Object @Nullable [] values;

  EventData(JsonFields fields) {
    this.fields = fields;
  }

  /** The value in a slot of the fields, or null if it is absent. */
  @Nullable Object value(CloudEvent event, int slot) {
    @Nullable Object[] read = values;
    if (read == null) {
      read = read(event);
      values = read;
    }
    return read[slot];
  }

  private @Nullable Object[] read(CloudEvent event) {
    CloudEventData data = event.getData();
    return data != null && isJson(event.getDataContentType())
        ? fields.read(data.toBytes())
        : fields.none();
  }

  /** CloudEvents: the subtype is {@code json} or ends in {@code +json}; none means JSON. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    String media = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return media.endsWith("/json") || media.contains("/") && media.endsWith("+json");
  }
}
