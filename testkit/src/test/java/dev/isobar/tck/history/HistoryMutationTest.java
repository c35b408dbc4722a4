package dev.isobar.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.tck.history.Op.Kind;
import dev.isobar.tck.history.Op.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker raises no alarm about valid runs, and finds what is changed in one. */
class HistoryMutationTest {
  private static final int EDITS = 500;

  /** How a history is falsified; each class breaks a promise for the event it is done to. */
  private enum Edit {
    DROP_HANDLING,
    DROP_WITNESS,
    DROP_PUBLISH,
    DROP_END,
    SWAP_RESULT,
    SWAP_HASH,
    SWAP_ORDER,
    DUPLICATE_COMPLETION,
    DUPLICATE_BEGIN,
    RETIME_ACKNOWLEDGEMENT,
    RETIME_AFTER_CLOSE
  }

  @Test
  void a_thousand_valid_runs_raise_no_alarm() {
    for (long seed = 0; seed < 1_000; seed++) {
      Report report = HistoryChecker.check(History.of(ValidRun.of(seed, 100)));

      assertThat(report.valid()).as("seed %d: %s", seed, report).isTrue();
    }
  }

  @Test
  void nearly_every_one_of_500_edits_is_found() {
    List<Op> ops = ValidRun.of(4711, 3_000);
    assertThat(ops).hasSizeGreaterThan(10_000);
    Map<String, Edit> edited = edit(ops);
    assertThat(edited).hasSize(EDITS);

    Set<String> found =
        HistoryChecker.check(History.of(ops)).verdicts().stream()
            .filter(v -> v.severity() == Verdict.Severity.INVALID)
            .map(Verdict::event)
            .collect(Collectors.toSet());

    List<String> missed =
        edited.entrySet().stream()
            .filter(e -> !found.contains(e.getKey()))
            .map(e -> e.getValue() + " of " + e.getKey())
            .toList();
    assertThat(missed).as("of %d edits", EDITS).hasSizeLessThanOrEqualTo(EDITS / 100);
  }

  @Test
  void a_history_survives_its_file_and_a_torn_last_line(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history.jsonl");
    List<Op> ops = ValidRun.of(1, 50);
    ops.sort((a, b) -> Long.compare(a.t(), b.t()));
    try (History history = History.appendingTo(file)) {
      ops.forEach(history::append);
    }
    Files.writeString(file, "{\"op\":\"handle\",\"ph\":\"inv", StandardOpenOption.APPEND);

    assertThat(History.read(file).ops()).isEqualTo(ops);
  }

  private static Map<String, Edit> edit(List<Op> ops) {
    Index index = new Index(ops);
    List<Share> plain =
        index.allShares().stream().filter(s -> isPlain(index, s)).collect(Collectors.toList());
    Map<String, Edit> edited = new LinkedHashMap<>();
    Map<Edit, Integer> done = new EnumMap<>(Edit.class);
    Set<String> used = new HashSet<>();
    SplittableRandom random = new SplittableRandom(99);
    while (edited.size() < EDITS && !plain.isEmpty()) {
      Share share = plain.remove(random.nextInt(plain.size()));
      Edit edit = Edit.values()[edited.size() % Edit.values().length];
      if (used.add(share.event)) {
        String wrong = apply(edit, share, ops, index, used);
        if (!wrong.isEmpty()) {
          edited.put(wrong, edit);
          done.merge(edit, 1, Integer::sum);
        }
      }
    }
    assertThat(done.values()).allMatch(n -> n > 40);
    return edited;
  }

  /** Published, stored once, handled once and completed, with nothing bad near. */
  private static boolean isPlain(Index index, Share share) {
    return share.published != null
        && share.published.ok()
        && share.published.first.to().size() == 1
        && index.stored(share.published) == 1
        && share.handlings.size() == 1
        && share.completed()
        && !index.brokenBetween(share, share.rank(), share.firstCompletion() + 100);
  }

  /** Falsifies the history and returns the event that is wrong then, or nothing if none is. */
  private static String apply(Edit edit, Share share, List<Op> ops, Index index, Set<String> used) {
    if (edit == Edit.SWAP_ORDER) {
      return swapOrder(share, ops, index, used);
    }
    apply(edit, share, ops);
    return share.event;
  }

  private static void apply(Edit edit, Share share, List<Op> ops) {
    Op end = end(share, ops);
    switch (edit) {
      case DROP_HANDLING -> ops.removeIf(o -> of(share, o, Kind.HANDLE, Kind.SETTLED));
      case DROP_WITNESS -> ops.removeIf(o -> of(share, o, Kind.WITNESS));
      case DROP_PUBLISH -> ops.removeIf(o -> of(share, o, Kind.PUBLISH));
      case DROP_END -> ops.remove(end);
      case SWAP_RESULT -> ops.set(ops.indexOf(end), end.like().result("reject").build());
      case SWAP_HASH -> ops.replaceAll(o -> of(share, o, Kind.WITNESS) ? otherHash(o) : o);
      case SWAP_ORDER -> throw new IllegalArgumentException("needs two events");
      case DUPLICATE_COMPLETION -> {
        ops.add(begin(share).like().by("cx.h", -end.t()).at(end.t() + 4).build());
        ops.add(end.like().by("cx.h", -end.t()).at(end.t() + 5).build());
      }
      case DUPLICATE_BEGIN -> {
        ops.add(begin(share).like().by("cx.h", -end.t()).at(end.t() - 1).build());
        ops.add(end.like().by("cx.h", -end.t()).at(end.t() + 1).result("retry").build());
      }
      case RETIME_ACKNOWLEDGEMENT ->
          ops.replaceAll(o -> of(share, o, Kind.SETTLED) ? o.like().at(end.t() - 1).build() : o);
      case RETIME_AFTER_CLOSE -> ops.replaceAll(o -> of(share, o, Kind.HANDLE) ? late(o, ops) : o);
    }
  }

  /** Exchanges the handler calls of two events of one writer and key. */
  private static String swapOrder(Share share, List<Op> ops, Index index, Set<String> used) {
    for (Share other : index.shares.getOrDefault("ord", Map.of()).values()) {
      if (share.subscription.equals("ord")
          && other.key().equals(share.key())
          && writer(other).equals(writer(share))
          && number(other) == number(share) - 1
          && isPlain(index, other)
          && used.add(other.event)) {
        ops.replaceAll(o -> exchanged(o, share, other));
        ops.replaceAll(o -> o.e().equals("swapped") ? named(o, other) : o);
        return other.event;
      }
    }
    used.remove(share.event);
    return "";
  }

  private static String writer(Share share) {
    return share.event.split("-")[0];
  }

  private static long number(Share share) {
    return java.util.Objects.requireNonNull(share.published).first.q();
  }

  private static Op exchanged(Op op, Share share, Share other) {
    if (of(share, op, Kind.HANDLE, Kind.SETTLED)) {
      return op.like().event("swapped").build();
    }
    return of(other, op, Kind.HANDLE, Kind.SETTLED) ? named(op, share) : op;
  }

  private static Op named(Op op, Share share) {
    Op first = java.util.Objects.requireNonNull(share.published).first;
    return op.like().event(share.event, share.key(), 0, op.h().isEmpty() ? "" : first.h()).build();
  }

  private static boolean of(Share share, Op op, Kind... kinds) {
    return op.e().equals(share.event) && List.of(kinds).contains(op.op());
  }

  private static Op otherHash(Op op) {
    return op.like().event(op.e(), op.k(), op.q(), "other").build();
  }

  private static Op late(Op op, List<Op> ops) {
    Op close = ops.stream().filter(o -> o.op() == Kind.CLOSE).findFirst().orElseThrow();
    return op.like()
        .by(close.process() + ".h", op.i())
        .at(close.t() + 1_000 + op.t() % 100)
        .build();
  }

  private static Op begin(Share share) {
    return share.handlings.get(0).invoke;
  }

  private static Op end(Share share, List<Op> ops) {
    List<Op> ends = new ArrayList<>(ops);
    ends.removeIf(o -> !of(share, o, Kind.HANDLE) || o.ph() != Phase.OK);
    return ends.get(0);
  }
}
