package dev.isobar.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of JSON data that one filter compares. All are read in one pass over the bytes, which
 * also makes sure that no two readers could understand the data differently.
 */
final class JsonFields {

  /** A JSON number as it is written. */
  record JsonNumber(String text) {}

  private static final class Node {
    private final Map<String, Node> fields = new HashMap<>();
    private int slot = -1;
  }

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Filter.MAX_DEPTH).build())
          .build();

  private final Node root = new Node();
  private int size;

  /** The place in the result of {@link #read} where the value of this path will be. */
  int slot(Path.Data path) {
    Node node = root;
    for (String segment : path.segments()) {
      node = node.fields.computeIfAbsent(segment, s -> new Node());
    }
    if (node.slot < 0) {
      node.slot = size++;
    }
    return node.slot;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * The values: {@link String}, {@link JsonNumber}, {@link Boolean}, or null where there is none of
   * these. All are null if the bytes are not a JSON object, repeat a key, or nest too deep.
   */
  @Nullable Object[] read(byte[] json) {
    @Nullable Object[] values = new @Nullable Object[size];
    try (JsonParser parser = JSON.createParser(json)) {
      boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
      if (isObject) {
        readObject(parser, root, values);
      }
      return isObject && parser.nextToken() == null ? values : none();
    } catch (IOException notJson) {
      return none();
    }
  }

  /** The values of data that is absent. */
  @Nullable Object[] none() {
    return new @Nullable Object[size];
  }

  private static void readObject(JsonParser parser, Node node, @Nullable Object[] values)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Node field = node.fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field != null && field.slot >= 0) {
        values[field.slot] = scalar(parser);
      }
      if (field != null && token == JsonToken.START_OBJECT) {
        readObject(parser, field, values);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static @Nullable Object scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
