package dev.isobar.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code java} block of a Markdown file.
 *
 * @param file where it stands
 * @param line the line of its opening fence, from 1
 * @param code its lines, without the fences
 * @param compileOnly why it is not run, if it isn't
 * @param prints what it must have printed before it is told to end, if it says so
 */
record Block(
    Path file, int line, String code, Optional<String> compileOnly, Optional<String> prints) {

  private static final Pattern OPENING = Pattern.compile("( *)(`{3,}|~{3,}) *java(?: (.*))?");
  private static final Pattern COMPILE_ONLY = Pattern.compile("compile-only: *(\\S.*)");
  private static final Pattern PRINTS = Pattern.compile("prints=\"(.+)\"");

  /** {@return the blocks of a Markdown text, in their order} */
  static List<Block> in(Path file, String markdown) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = markdown.lines().toList();
    int at = 0;
    while (at < lines.size()) {
      String fence = fence(lines.get(at));
      if (fence.isEmpty()) {
        at++;
        continue;
      }
      int end = closing(file, lines, at, fence);
      Matcher opening = OPENING.matcher(lines.get(at));
      if (opening.matches()) {
        String code = unindented(lines.subList(at + 1, end), opening.group(1).length());
        blocks.add(of(file, at + 1, code, opening.group(3)));
      }
      at = end + 1;
    }
    return List.copyOf(blocks);
  }

  private static Block of(Path file, int line, String code, String words) {
    String info = words == null ? "" : words.strip();
    Matcher compileOnly = COMPILE_ONLY.matcher(info);
    Matcher prints = PRINTS.matcher(info);
    if (compileOnly.matches()) {
      return new Block(file, line, code, Optional.of(compileOnly.group(1)), Optional.empty());
    }
    if (prints.matches()) {
      return new Block(file, line, code, Optional.empty(), Optional.of(prints.group(1)));
    }
    if (!info.isEmpty()) {
      throw new IllegalArgumentException(
          ("%s:%d: after 'java' stands '%s', but it must be 'compile-only: <reason>',"
                  + " 'prints=\"<text>\"' or nothing")
              .formatted(file, line, info));
    }
    return new Block(file, line, code, Optional.empty(), Optional.empty());
  }

  /** The run of backticks or tildes that opens or closes a block, or "". */
  private static String fence(String line) {
    Matcher matcher = Pattern.compile("^ *(`{3,}|~{3,})[^`]*$").matcher(line);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static int closing(Path file, List<String> lines, int opening, String fence) {
    for (int at = opening + 1; at < lines.size(); at++) {
      String text = lines.get(at).strip();
      if (text.equals(fence(text)) && text.startsWith(fence)) {
        return at;
      }
    }
    throw new IllegalArgumentException("%s:%d: the block never ends".formatted(file, opening + 1));
  }

  private static String unindented(List<String> lines, int spaces) {
    StringBuilder code = new StringBuilder();
    for (String line : lines) {
      code.append(line.substring(Math.min(spaces, indent(line)))).append('\n');
    }
    return code.toString();
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
