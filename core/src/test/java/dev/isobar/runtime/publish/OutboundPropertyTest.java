package dev.isobar.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.Receipt;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a provider does, order per key holds and nobody is told what is not so. */
class OutboundPropertyTest {
  private static final int SEEDS = 400;
  private static final List<ErrorCode> PASSING =
      List.of(ErrorCode.UNAVAILABLE, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.UNKNOWN);

  @ParameterizedTest
  @EnumSource(names = {"ONE_PER_KEY", "MANY_PER_KEY"})
  void order_holds_and_results_are_true(OrderedBatch mode) {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Run(seed, mode).check();
    }
  }

  /** One history: a provider that fails in every way, and what publishers were told. */
  private static final class Run {
    private final int seed;
    private final OrderedBatch mode;
    private final Random random;
    private final OutboundFixture it;
    private final List<String> stored = new ArrayList<>();
    private final Map<String, CompletableFuture<Receipt>> receipts = new LinkedHashMap<>();

    Run(int seed, OrderedBatch mode) {
      this.seed = seed;
      this.mode = mode;
      random = new Random(seed);
      it = new OutboundFixture(true, Capabilities.builder().ordered(mode), 1 + random.nextInt(6));
      it.driver.rule(this::answer);
    }

    void check() {
      for (int i = 0; i < 80; i++) {
        String key = "k" + random.nextInt(4);
        String id = key + "-" + i;
        receipts.put(id, it.outbound.send(id, OutboundFixture.message(id, key)));
        it.platform.advance(
            Duration.ofMillis(random.nextInt(10) == 0 ? 5_000 : random.nextInt(20)));
      }
      it.platform.advance(Duration.ofMinutes(5));

      for (int key = 0; key < 4; key++) {
        String prefix = "k" + key + "-";
        List<String> first =
            new LinkedHashSet<>(stored).stream().filter(id -> id.startsWith(prefix)).toList();
        Set<String> published = new LinkedHashSet<>(receipts.keySet());
        published.retainAll(first);
        assertThat(first).as("seed %s", seed).containsExactlyElementsOf(published);
      }
      receipts.forEach(this::checkResult);
      assertThat(it.budget.used()).as("seed %s", seed).isZero();
    }

    private void checkResult(String id, CompletableFuture<Receipt> receipt) {
      assertThat(receipt).as("seed %s, %s", seed, id).isDone();
      if (!receipt.isCompletedExceptionally()) {
        assertThat(stored).as("seed %s", seed).contains(id);
      } else if (OutboundFixture.failureOf(receipt).outcome() == Outcome.NOT_STORED) {
        assertThat(stored).as("seed %s", seed).doesNotContain(id);
      }
    }

    private CompletableFuture<List<SendOutcome>> answer(List<WireMessage> batch) {
      CompletableFuture<List<SendOutcome>> answer = new CompletableFuture<>();
      Duration storing = latency();
      Duration reply = latency();
      boolean whole = random.nextInt(10) == 0;
      boolean silent = random.nextInt(20) == 0;
      it.platform.schedule(
          storing,
          () -> {
            List<SendOutcome> outcomes = store(batch);
            if (silent) {
              return;
            }
            it.platform.schedule(
                reply,
                () -> {
                  if (whole) {
                    answer.completeExceptionally(
                        new ScriptedDriver.NativeException(ErrorCode.UNAVAILABLE));
                  } else {
                    answer.complete(outcomes);
                  }
                });
          });
      return answer;
    }

    private Duration latency() {
      int chance = random.nextInt(40);
      return Duration.ofMillis(chance == 0 ? 20_000 : chance < 3 ? 3_000 : random.nextInt(30));
    }

    private List<SendOutcome> store(List<WireMessage> batch) {
      int prefix = random.nextInt(3) == 0 ? random.nextInt(batch.size() + 1) : batch.size();
      List<SendOutcome> outcomes = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        boolean ok = mode == OrderedBatch.MANY_PER_KEY ? i < prefix : random.nextInt(4) > 0;
        outcomes.add(ok ? storeOne(batch.get(i)) : failure());
      }
      return outcomes;
    }

    private SendOutcome storeOne(WireMessage message) {
      stored.add(ScriptedDriver.body(message));
      return random.nextInt(10) == 0
          ? ScriptedDriver.unknown(ErrorCode.DEADLINE_EXCEEDED)
          : SendOutcome.stored("");
    }

    private SendOutcome failure() {
      ErrorCode passing = PASSING.get(random.nextInt(PASSING.size()));
      return switch (random.nextInt(8)) {
        case 0 -> ScriptedDriver.refused(ErrorCode.INVALID_ARGUMENT);
        case 1, 2 -> ScriptedDriver.unknown(passing);
        default -> ScriptedDriver.refused(passing);
      };
    }
  }
}
