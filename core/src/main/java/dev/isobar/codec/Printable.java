package dev.isobar.codec;

/** Makes foreign text fit for messages and logs. */
final class Printable {
  private static final int MOST = 80;

  private Printable() {}

  /** Returns the text in quotes, shortened, with {@code ?} for all but printable ASCII. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder("'");
    for (int i = 0; i < Math.min(MOST, text.length()); i++) {
      char c = text.charAt(i);
      safe.append(c >= 0x20 && c < 0x7F ? c : '?');
    }
    return safe.append(text.length() > MOST ? "...'" : "'").toString();
  }
}
