package dev.isobar.codec;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the attributes of one event that is read, and refuses what is no attribute of
 * CloudEvents 1.0. Not thread-safe.
 */
final class EventCollector {
  /** The longest text of an attribute, in characters: far over what is published. */
  static final int MAX_TEXT = 65_536;

  /** The longest name of an attribute. */
  static final int MAX_NAME = 64;

  @Nullable String id;
  @Nullable String source;
  @Nullable String type;
  @Nullable String dataContentType;
  @Nullable String dataSchema;
  @Nullable String subject;
  @Nullable String time;
  String[] extensionNames = new String[4];
  Object[] extensionValues = new Object[4];
  int extensions;
  private @Nullable String specVersion;

  /**
   * Sets an attribute that is told as text.
   *
   * @throws MalformedException when there can be no such attribute
   */
  void set(String name, String value) {
    if (!Utf8.isWellFormed(value)) {
      throw new MalformedException("attribute " + Printable.of(name) + " holds a lone surrogate");
    }
    setWellFormed(name, value);
  }

  /** Sets an attribute whose text is known to hold no lone surrogate. */
  void setWellFormed(String name, String value) {
    if (value.length() > MAX_TEXT) {
      throw new MalformedException(
          "attribute " + Printable.of(name) + " is longer than " + MAX_TEXT + " characters");
    }
    switch (name) {
      case AttributeNames.SPECVERSION -> specVersion = value;
      case AttributeNames.ID -> id = value;
      case AttributeNames.SOURCE -> source = checkedUri(name, value);
      case AttributeNames.TYPE -> type = value;
      case AttributeNames.DATACONTENTTYPE -> dataContentType = value;
      case AttributeNames.DATASCHEMA -> dataSchema = checkedUri(name, value);
      case AttributeNames.SUBJECT -> subject = value;
      case AttributeNames.TIME -> time = checkedTime(value);
      default -> extension(name, value);
    }
  }

  /**
   * Sets an attribute that is told as a JSON number or boolean, which only extensions may be.
   *
   * @param value a Boolean, an Integer, or the text of another number
   * @throws MalformedException when there can be no such attribute
   */
  void setLiteral(String name, Object value) {
    if (AttributeNames.isReserved(name)) {
      throw new MalformedException("attribute " + name + " is not a string");
    }
    extension(name, value);
  }

  /** Refuses an event that lacks a required attribute, or is of another version. */
  void check() {
    if (specVersion == null) {
      throw new MalformedException("attribute specversion is missing");
    }
    if (!specVersion.equals(AttributeNames.VERSION)) {
      throw new MalformedException(
          "specversion is " + Printable.of(specVersion) + "; only '1.0' is understood");
    }
    demand("id", id);
    demand("source", source);
    demand("type", type);
  }

  private static void demand(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new MalformedException("attribute " + name + " is missing or empty");
    }
  }

  private void extension(String name, Object value) {
    if (name.length() > MAX_NAME || !AttributeNames.isLegal(name)) {
      throw new MalformedException(
          Printable.of(name)
              + " is no name of an attribute: 1 to "
              + MAX_NAME
              + " lower-case letters and digits are");
    }
    if (name.equals(AttributeNames.DATA)) {
      throw new MalformedException("no attribute may be called 'data'");
    }
    if (extensions == extensionNames.length) {
      extensionNames = Arrays.copyOf(extensionNames, 2 * extensions);
      extensionValues = Arrays.copyOf(extensionValues, 2 * extensions);
    }
    extensionNames[extensions] = name;
    extensionValues[extensions++] = value;
  }

  private static String checkedTime(String text) {
    Timestamps.check(text);
    return text;
  }

  private static String checkedUri(String name, String text) {
    if (!isSimpleUri(text)) {
      try {
        new URI(text);
      } catch (URISyntaxException e) {
        throw new MalformedException("attribute " + name + " is no URI reference");
      }
    }
    return text;
  }

  /**
   * Returns whether the text is surely a URI reference: a path, or a scheme and what follows, of
   * unreserved characters and slashes alone. What is not simple may be valid as well.
   */
  private static boolean isSimpleUri(String text) {
    int rest = scheme(text);
    if (rest == text.length()) {
      return false;
    }
    boolean authority = text.startsWith("//", rest);
    if (authority && (rest + 2 == text.length() || !isAlphanumeric(text.charAt(rest + 2)))) {
      return false;
    }
    for (int i = rest; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '/' && c != '-' && c != '.' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** Returns the length of the scheme and its colon, or 0 when there is none. */
  private static int scheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':' && i > 0) {
        return i + 1;
      }
      if ((c | 0x20) < 'a' || (c | 0x20) > 'z') {
        return 0;
      }
    }
    return 0;
  }

  private static boolean isAlphanumeric(char c) {
    return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
}
