package dev.isobar.config;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.spi.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with a configuration, told at once and without secrets. */
final class Problems {
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i)secret|password|passwd|token|key|credential|signature|connection-?string");

  /** A long word without structure, as secrets of unknown kinds are. */
  private static final Pattern OPAQUE = Pattern.compile("\\s*[A-Za-z0-9+/=_~-]{20,}\\s*");

  private final Set<String> texts = new LinkedHashSet<>();

  /** Adds a problem that no single entry has. */
  void add(String text) {
    texts.add(text.replace("\n", "\n    "));
  }

  /** Adds a problem with a core setting, whose value is shown unless it has a secret's shape. */
  void add(Entry entry, String text) {
    add(line(entry, SafeText.redact(entry.value()).equals(entry.value()), text));
  }

  /** Adds a problem with the value of a setting. */
  void add(Entry entry, Setting<?> setting, String text) {
    if (setting.secret() || !Settings.isCore(setting)) {
      addGuarded(entry, setting, text);
    } else {
      add(entry, text);
    }
  }

  /** Adds a problem with a key that is perhaps a misspelt secret. */
  void addGuarded(Entry entry, @Nullable Setting<?> nearest, String text) {
    boolean secret =
        (nearest != null && nearest.secret())
            || SECRET_KEY.matcher(entry.key()).find()
            || OPAQUE.matcher(entry.value()).matches()
            || !SafeText.redact(entry.value()).equals(entry.value());
    add(line(entry, !secret, text));
  }

  private static String line(Entry entry, boolean show, String text) {
    String value = show ? "\"" + SafeText.escape(entry.value()) + "\"" : SafeText.HIDDEN;
    return SafeText.escape(entry.key()) + " = " + value + " (" + entry.source() + ") " + text;
  }

  /** Throws what was added; warnings go with it, because nothing else would show them then. */
  void throwIfAny(String instance, List<String> warnings) {
    if (!texts.isEmpty()) {
      String whose = instance.isEmpty() ? "" : " of instance " + SafeText.escape(instance);
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the configuration"
              + whose
              + " is not valid:\n  - "
              + String.join("\n  - ", texts)
              + also(warnings));
    }
  }

  private static String also(List<String> warnings) {
    return warnings.isEmpty() ? "" : "\nnoted as well:\n  - " + String.join("\n  - ", warnings);
  }
}
