package dev.isobar.filter;

/**
 * A text is not a filter. The message names the place, what was found there, what is allowed, and
 * shows the line with a caret below the place.
 */
public final class InvalidFilterException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  private InvalidFilterException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  static InvalidFilterException at(String text, int index, String problem) {
    Excerpt excerpt = new Excerpt(text, index);
    return new InvalidFilterException(
        excerpt.place() + ": " + problem + "\n" + excerpt.withCaret(),
        excerpt.line(),
        excerpt.column());
  }

  /**
   * The line of the text.
   *
   * @return counted from 1
   */
  public int line() {
    return line;
  }

  /**
   * The column in that line.
   *
   * @return counted from 1, in characters
   */
  public int column() {
    return column;
  }
}
