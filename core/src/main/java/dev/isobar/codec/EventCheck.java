package dev.isobar.codec;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limit;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Refuses before publishing what is no CloudEvent and, unless {@code limits=native}, what some
 * provider could not carry: with the same error everywhere. Thread-safe.
 */
public final class EventCheck {
  /**
   * The largest event as structured JSON, in bytes: the 256 KiB of SNS and of Service Bus standard
   * less 8 KiB for what services and Isobar add.
   */
  public static final int MAX_EVENT_BYTES = 253_952;

  /** The longest attribute in bytes of UTF-8: a Pub/Sub attribute's value. */
  public static final int MAX_ATTRIBUTE_BYTES = 1_024;

  /** The longest name of an extension, in characters, as CloudEvents advises. */
  public static final int MAX_NAME_LENGTH = 20;

  private EventCheck() {}

  /**
   * Checks one event.
   *
   * @param event the event
   * @param ordered whether it goes to an ordered topic or queue, where it needs a {@code
   *     partitionkey}
   * @param nativeLimits whether the provider's own limits hold instead of the portable ones
   * @param capabilities of the provider, for its own limits
   * @return what {@link EventCodec#encode(CheckedEvent, Capabilities, String)} takes
   * @throws IsobarException INVALID_ARGUMENT, naming what is wrong
   */
  public static CheckedEvent check(
      CloudEvent event, boolean ordered, boolean nativeLimits, Capabilities capabilities) {
    checkRequired(event);
    checkKey(event, ordered);
    checkAttributes(event, nativeLimits ? EventCollector.MAX_TEXT : MAX_ATTRIBUTE_BYTES);
    checkNames(event, nativeLimits ? EventCollector.MAX_NAME : MAX_NAME_LENGTH);
    EventData data = EventData.of(event);
    data.checkJson(event.getDataContentType());
    CheckedEvent checked = new CheckedEvent(event, data, StructuredEncoder.size(event, data));
    if (nativeLimits) {
      checkNativeSize(checked, capabilities);
    } else {
      checkSize(checked.structuredSize(), MAX_EVENT_BYTES, "the most that every provider carries");
    }
    return checked;
  }

  private static void checkNativeSize(CheckedEvent checked, Capabilities capabilities) {
    Limit limit = capabilities.limits().messageBytes();
    checkSize(EventCodec.encode(checked, capabilities, "").size(), limit.value(), limit.source());
  }

  private static void checkRequired(CloudEvent event) {
    SpecVersion version = event.getSpecVersion();
    if (version != SpecVersion.V1) {
      throw invalid("specversion is " + version, "only 1.0 is published; build it with v1()");
    }
    checkPresent(AttributeNames.ID, event.getId());
    checkPresent(AttributeNames.SOURCE, event.getSource());
    checkPresent(AttributeNames.TYPE, event.getType());
  }

  private static void checkPresent(String name, @Nullable Object value) {
    if (value == null || value.toString().isEmpty()) {
      throw invalid(
          "attribute " + name + " is " + (value == null ? "missing" : "empty"),
          "every event needs id, source and type");
    }
  }

  private static void checkKey(CloudEvent event, boolean ordered) {
    String key = AttributeText.keyOf(event);
    if (key == null && ordered) {
      throw invalid(
          "attribute partitionkey is missing",
          "events of an ordered topic or queue need one; give the event type a key(..) or set the"
              + " extension");
    }
    if (key != null && key.isEmpty()) {
      throw invalid("attribute partitionkey is empty", "leave it out or give it a value");
    }
    if (key != null) {
      checkText(Extensions.PARTITION_KEY, key, MAX_ATTRIBUTE_BYTES);
    }
  }

  private static void checkAttributes(CloudEvent event, int longest) {
    checkText(AttributeNames.ID, event.getId(), longest);
    checkText(AttributeNames.SOURCE, event.getSource().toString(), longest);
    checkText(AttributeNames.TYPE, event.getType(), longest);
    checkText(AttributeNames.DATACONTENTTYPE, event.getDataContentType(), longest);
    checkText(AttributeNames.DATASCHEMA, event.getDataSchema(), longest);
    checkText(AttributeNames.SUBJECT, event.getSubject(), longest);
    for (String name : event.getExtensionNames()) {
      Object value = event.getExtension(name);
      checkText(name, value == null ? null : AttributeText.of(value), longest);
    }
    OffsetDateTime time = event.getTime();
    if (time != null && !Timestamps.isPrintable(time)) {
      throw invalid(
          "attribute time is " + time, "years 0000 to 9999 and offsets in minutes have a text");
    }
  }

  private static void checkNames(CloudEvent event, int longest) {
    for (String name : event.getExtensionNames()) {
      if (name.length() > longest || !AttributeNames.isLegal(name)) {
        throw invalid(
            "the name of attribute " + Printable.of(name) + " is not allowed",
            "names are 1 to " + longest + " lower-case letters and digits");
      }
      if (AttributeNames.isReserved(name)) {
        throw invalid(
            "an extension is called " + Printable.of(name), "CloudEvents uses this name itself");
      }
    }
  }

  private static void checkText(String name, @Nullable Object value, int longest) {
    if (value == null) {
      return;
    }
    String text = value.toString();
    if (!Utf8.isWellFormed(text)) {
      throw invalid(
          "attribute " + Printable.of(name) + " holds a lone surrogate",
          "give it text that is valid Unicode");
    }
    int size = text.length() * 3L <= longest ? 0 : Utf8.size(text);
    if (size > longest) {
      throw invalid(
          "attribute " + Printable.of(name) + " takes " + size + " bytes in UTF-8",
          "at most " + longest + " are allowed; put large values into the data");
    }
  }

  private static void checkSize(int size, long most, String source) {
    if (size > most) {
      throw invalid(
          "the event takes " + size + " bytes",
          "at most " + most + " are allowed (" + source + "); store the data and send a reference");
    }
  }

  private static IsobarException invalid(String what, String remedy) {
    return new IsobarException(ErrorCode.INVALID_ARGUMENT, what + "; " + remedy);
  }
}
