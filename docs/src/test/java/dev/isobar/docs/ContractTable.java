package dev.isobar.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where each clause of the contract was proved: column → clause → mark. */
final class ContractTable {
  static final String PROVED = "yes";
  static final String PARTLY = "partly";
  static final String FAILED = "FAILED";

  private static final String BEGIN = "<!-- proved:begin -->";
  private static final String END = "<!-- proved:end -->";
  private static final Pattern CLAUSE = Pattern.compile("(?m)^\\| (\\d+\\.\\d+) \\|");
  private static final ObjectMapper JSON = new ObjectMapper();

  final Map<String, Map<String, String>> columns = new TreeMap<>();

  /** Returns the numbers of all clauses, in the order of the document. */
  static List<String> clauses(String document) {
    Matcher matcher = CLAUSE.matcher(document.substring(0, document.indexOf(BEGIN)));
    return matcher.results().map(r -> r.group(1)).toList();
  }

  /** Reads the table in the document. */
  static ContractTable committed(String document) {
    ContractTable table = new ContractTable();
    List<List<String>> rows =
        document
            .substring(document.indexOf(BEGIN), document.indexOf(END))
            .lines()
            .filter(line -> line.startsWith("|") && !line.startsWith("|-"))
            .map(ContractTable::cells)
            .toList();
    for (int row = 1; row < rows.size(); row++) {
      for (int column = 1; column < rows.get(0).size(); column++) {
        String mark = rows.get(row).get(column);
        if (rows.get(row).get(0).matches("\\d+\\.\\d+") && !mark.isEmpty()) {
          table.column(rows.get(0).get(column)).put(rows.get(row).get(0), mark);
        }
      }
    }
    return table;
  }

  private static List<String> cells(String line) {
    String inner = line.substring(1, line.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|", -1)).map(String::trim).toList();
  }

  /** Reads what the runs of all modules have left. */
  static ContractTable ofRuns(Path root) throws IOException {
    ContractTable table = new ContractTable();
    for (Path file : results(root)) {
      for (String line : Files.readAllLines(file)) {
        JsonNode result = JSON.readTree(line);
        table.add(result);
      }
    }
    return table;
  }

  private static List<Path> results(Path root) throws IOException {
    try (Stream<Path> modules = Files.find(root, 2, (p, a) -> p.endsWith("pom.xml"))) {
      List<Path> files = new ArrayList<>();
      for (Path pom : modules.sorted().toList()) {
        Path folder = pom.resolveSibling("target").resolve("contract");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> here = Files.list(folder)) {
            here.filter(f -> f.toString().endsWith(".jsonl")).forEach(files::add);
          }
        }
      }
      return files;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void add(JsonNode result) {
    String provider = result.get("provider").asText();
    String on = result.get("on").asText();
    String column = on.startsWith(provider) ? on : provider + ", " + on;
    String clause = result.get("clause").asText();
    String mark =
        switch (result.get("result").asText()) {
          case "proved" -> PROVED;
          case "failed" -> FAILED;
          default -> "";
        };
    column(column).merge(clause, mark, ContractTable::both);
  }

  /** A clause with several tests is proved when all of them are. */
  private static String both(String one, String other) {
    if (one.equals(other)) {
      return one;
    }
    return one.equals(FAILED) || other.equals(FAILED) ? FAILED : PARTLY;
  }

  private Map<String, String> column(String name) {
    return columns.computeIfAbsent(name, n -> new TreeMap<>());
  }

  /** Returns the claims of this table that a run on the same provider has not borne out. */
  List<String> notBorneOutBy(ContractTable run) {
    List<String> claims = new ArrayList<>();
    columns.forEach(
        (column, marks) ->
            marks.forEach(
                (clause, mark) -> {
                  String found = run.columns.getOrDefault(column, Map.of()).get(clause);
                  if (found != null && strength(found) < strength(mark)) {
                    claims.add(clause + " on " + column + " is claimed: " + mark);
                  }
                }));
    return claims;
  }

  private static int strength(String mark) {
    return switch (mark) {
      case PROVED -> 2;
      case PARTLY -> 1;
      default -> 0;
    };
  }

  /** Returns the document with the results of a run instead of those on file for its columns. */
  static String update(String document, ContractTable run) {
    ContractTable merged = committed(document);
    run.columns.forEach((column, marks) -> merged.column(column).putAll(marks));
    return document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
        + "\n"
        + merged.print(clauses(document))
        + document.substring(document.indexOf(END));
  }

  private String print(List<String> clauses) {
    StringBuilder text = new StringBuilder();
    text.append(row("clause", columns.keySet().stream()));
    text.append(row("---", columns.keySet().stream().map(c -> "---")).replace(" ", ""));
    text.append(
        row(
            "*yes, of " + clauses.size() + "*",
            columns.values().stream()
                .map(marks -> marks.values().stream().filter(PROVED::equals).count() + "")));
    for (String clause : clauses) {
      text.append(row(clause, columns.values().stream().map(m -> m.getOrDefault(clause, ""))));
    }
    return text.toString();
  }

  private static String row(String first, Stream<String> cells) {
    return "| " + first + " | " + cells.collect(Collectors.joining(" | ")) + " |\n";
  }
}
