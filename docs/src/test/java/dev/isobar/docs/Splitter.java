package dev.isobar.docs;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Takes a block apart into what stands at the top of a file, in a class and in a method. It only
 * reads; JShell, which knows where a piece of Java ends, runs nothing here.
 */
final class Splitter implements AutoCloseable {

  private final JShell shell = JShell.builder().executionEngine("local").build();
  private final SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();

  /** The three kinds of pieces, each in the order of the block. */
  record Pieces(List<String> imports, List<String> members, List<String> statements) {}

  /** {@return the pieces of a block; what isn't Java is a statement, for the compiler to refuse} */
  Pieces split(String code) {
    Pieces pieces = new Pieces(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    String rest = code;
    while (!rest.isBlank()) {
      var next = analysis.analyzeCompletion(rest);
      if (next.source() == null || next.source().isBlank()) {
        pieces.statements().add(rest);
        break;
      }
      home(pieces, next.source()).add(next.source());
      rest = next.remaining();
    }
    return pieces;
  }

  private List<String> home(Pieces pieces, String source) {
    List<Snippet> snippets = analysis.sourceToSnippets(source);
    Kind kind = snippets.isEmpty() ? Kind.STATEMENT : snippets.get(0).kind();
    return switch (kind) {
      case IMPORT -> pieces.imports();
      case TYPE_DECL, METHOD -> pieces.members();
      case VAR -> isField(source) ? pieces.members() : pieces.statements();
      default -> pieces.statements();
    };
  }

  private static boolean isField(String source) {
    return source.strip().matches("(?s)(public|protected|private|static)\\s.*");
  }

  @Override
  public void close() {
    shell.close();
  }
}
