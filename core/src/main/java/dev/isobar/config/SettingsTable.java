package dev.isobar.config;

import dev.isobar.spi.Setting;
import java.util.List;
import java.util.stream.Collectors;

/** The settings as tables of a Markdown page, made from the code so that they cannot differ. */
public final class SettingsTable {
  private SettingsTable() {}

  /**
   * Returns a table with one row for each setting: key, what is allowed, default, meaning.
   *
   * @param settings of the core or of an adapter
   * @return Markdown that ends with a line break
   */
  public static String of(List<? extends Setting<?>> settings) {
    return settings.stream()
        .map(SettingsTable::row)
        .collect(
            Collectors.joining(
                "", "| key | allowed | default | meaning |\n|---|---|---|---|\n", ""));
  }

  /**
   * Replaces what stands between {@code <!-- settings: name -->} and {@code <!-- /settings -->}.
   *
   * @param page the Markdown page
   * @param name which of the page's tables
   * @param settings what it lists
   * @return the page with the table of the settings
   * @throws IllegalArgumentException when the page has no such markers
   */
  public static String replace(String page, String name, List<? extends Setting<?>> settings) {
    String start = "<!-- settings: " + name + " -->\n";
    int from = page.indexOf(start);
    int to = page.indexOf("<!-- /settings -->", Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException("the page has no markers for the settings " + name);
    }
    return page.substring(0, from + start.length()) + of(settings) + page.substring(to);
  }

  private static String row(Setting<?> setting) {
    return "| "
        + code(setting.key())
        + " | "
        + cell(setting.allowed() + (setting.secret() ? "; never printed" : ""))
        + " | "
        + defaultOf(setting)
        + " | "
        + cell(setting.description())
        + " |\n";
  }

  private static String defaultOf(Setting<?> setting) {
    String text = setting.defaultText();
    if (text == null) {
      return "";
    }
    return text.isEmpty() ? "nothing" : code(text);
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }
}
