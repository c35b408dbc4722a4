package dev.isobar.codec;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was read. Its texts are checked already; URIs, the time, the map of extensions and
 * the copy of the data are made when somebody asks. Immutable and thread-safe.
 *
 * <p>Equal to every event with the same attributes and data, and with the hash code of the SDK's
 * own events. (Those compare classes first: {@code sdkEvent.equals(decodedEvent)} is false.)
 */
final class DecodedEvent implements CloudEvent {
  private final String id;
  private final String sourceText;
  private final String type;
  private final @Nullable String dataContentType;
  private final @Nullable String dataSchemaText;
  private final @Nullable String subject;
  private final @Nullable String timeText;
  private final int extensionCount;
  private final String[] extensionNames;
  private final Object[] extensionValues;
  private final byte @Nullable [] body;
  private final int from;
  private final int to;

  private volatile @Nullable URI source;
  private volatile @Nullable URI dataSchema;
  private volatile @Nullable OffsetDateTime time;
  private volatile @Nullable CloudEventData data;
  private volatile @Nullable Map<String, Object> extensions;

  /**
   * Takes over what was collected and {@linkplain EventCollector#check() checked}.
   *
   * @param collected not used afterwards
   * @param body holds the data, or null when the event has none
   * @param from where the data begins
   * @param to where the data ends
   */
  DecodedEvent(EventCollector collected, byte @Nullable [] body, int from, int to) {
    id = Objects.requireNonNull(collected.id);
    sourceText = Objects.requireNonNull(collected.source);
    type = Objects.requireNonNull(collected.type);
    dataContentType = collected.dataContentType;
    dataSchemaText = collected.dataSchema;
    subject = collected.subject;
    timeText = collected.time;
    extensionCount = collected.extensions;
    extensionNames = collected.extensionNames;
    extensionValues = collected.extensionValues;
    this.body = body;
    this.from = from;
    this.to = to;
  }

  boolean hasData() {
    return body != null;
  }

  byte[] body() {
    return Objects.requireNonNull(body);
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  @Nullable String timeText() {
    return timeText;
  }

  @Override
  public SpecVersion getSpecVersion() {
    return SpecVersion.V1;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String getType() {
    return type;
  }

  @Override
  public URI getSource() {
    URI known = source;
    if (known == null) {
      known = URI.create(sourceText);
      source = known;
    }
    return known;
  }

  @Override
  public @Nullable String getDataContentType() {
    return dataContentType;
  }

  @Override
  public @Nullable URI getDataSchema() {
    URI known = dataSchema;
    if (known == null && dataSchemaText != null) {
      known = URI.create(dataSchemaText);
      dataSchema = known;
    }
    return known;
  }

  @Override
  public @Nullable String getSubject() {
    return subject;
  }

  @Override
  public @Nullable OffsetDateTime getTime() {
    OffsetDateTime known = time;
    if (known == null && timeText != null) {
      known = Timestamps.parse(timeText);
      time = known;
    }
    return known;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return switch (name) {
      case AttributeNames.SPECVERSION -> SpecVersion.V1;
      case AttributeNames.ID -> id;
      case AttributeNames.SOURCE -> getSource();
      case AttributeNames.TYPE -> type;
      case AttributeNames.DATACONTENTTYPE -> dataContentType;
      case AttributeNames.DATASCHEMA -> getDataSchema();
      case AttributeNames.SUBJECT -> subject;
      case AttributeNames.TIME -> getTime();
      default ->
          throw new IllegalArgumentException(
              Printable.of(name) + " is no context attribute of CloudEvents 1.0");
    };
  }

  @Override
  public @Nullable Object getExtension(String name) {
    for (int i = 0; i < extensionCount; i++) {
      if (extensionNames[i].equals(name)) {
        return extensionValues[i];
      }
    }
    return null;
  }

  @Override
  public Set<String> getExtensionNames() {
    return extensions().keySet();
  }

  /** Returns the data; the first call copies it out of the message's body. */
  @Override
  public @Nullable CloudEventData getData() {
    CloudEventData known = data;
    if (known == null && body != null) {
      known = BytesCloudEventData.wrap(Arrays.copyOfRange(body, from, to));
      data = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof CloudEvent event
            && event.getSpecVersion() == SpecVersion.V1
            && id.equals(event.getId())
            && type.equals(event.getType())
            && sourceText.equals(String.valueOf(event.getSource()))
            && Objects.equals(dataContentType, event.getDataContentType())
            && Objects.equals(getDataSchema(), event.getDataSchema())
            && Objects.equals(subject, event.getSubject())
            && Objects.equals(getTime(), event.getTime())
            && hasExtensionsOf(event)
            && hasDataOf(event);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        id,
        getSource(),
        type,
        dataContentType,
        getDataSchema(),
        subject,
        getTime(),
        getData(),
        extensions());
  }

  /** Returns id, source and type; never the data. */
  @Override
  public String toString() {
    return "CloudEvent{id="
        + Printable.of(id)
        + ", source="
        + Printable.of(sourceText)
        + ", type="
        + Printable.of(type)
        + "}";
  }

  private Map<String, Object> extensions() {
    Map<String, Object> known = extensions;
    if (known == null) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < extensionCount; i++) {
        map.put(extensionNames[i], extensionValues[i]);
      }
      known = Collections.unmodifiableMap(map);
      extensions = known;
    }
    return known;
  }

  private boolean hasExtensionsOf(CloudEvent event) {
    return event.getExtensionNames().size() == extensionCount
        && event.getExtensionNames().stream()
            .allMatch(name -> Objects.equals(getExtension(name), event.getExtension(name)));
  }

  private boolean hasDataOf(CloudEvent event) {
    CloudEventData mine = getData();
    CloudEventData others = event.getData();
    return mine == null || others == null
        ? mine == others
        : Arrays.equals(mine.toBytes(), others.toBytes());
  }
}
