package dev.isobar.config;

import dev.isobar.spi.Setting;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The entries that won and their checked values, by plain key. */
final class Values {
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  void put(Entry entry) {
    entries.put(entry.plainKey(), entry);
    values.remove(entry.plainKey());
  }

  void put(String plainKey, Object value) {
    values.put(plainKey, value);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Optional<Entry> entry(String plainKey) {
    return Optional.ofNullable(entries.get(plainKey));
  }

  /** Finds the entry of one member of a family. */
  Optional<Entry> entry(Setting<?> family, String name) {
    return entry(member(family, name));
  }

  /** Finds the value that was given to one member of a family. */
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Setting<T> family, String name) {
    return Optional.ofNullable((T) values.get(member(family, name)));
  }

  private static String member(Setting<?> family, String name) {
    return family.key().replace(Settings.NAME, name);
  }

  /** Finds the value that was given, which is absent too when it was not allowed. */
  <T> Optional<T> find(Setting<T> setting) {
    return find("", setting);
  }

  /**
   * Finds the value that was given below a prefix.
   *
   * @param prefix what the key of the setting is to be read behind
   */
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(String prefix, Setting<T> setting) {
    return Optional.ofNullable((T) values.get(prefix + setting.key()));
  }
}
