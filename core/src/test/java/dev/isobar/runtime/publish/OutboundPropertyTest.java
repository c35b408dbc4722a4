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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a provider does, order per key holds and nobody is told what is not so. */
class OutboundPropertyTest {
  private static final int SEEDS = 200;
  private static final int KEYS = 4;
  private static final String BAD = "-bad";
  private static final List<ErrorCode> PASSING =
      List.of(ErrorCode.UNAVAILABLE, ErrorCode.RESOURCE_EXHAUSTED, ErrorCode.UNKNOWN);

  /** How a provider treats several events of a key in one call. */
  private enum Provider {
    /** Each event of a call succeeds or fails by itself. */
    PARTIAL(Capabilities.builder().ordered(OrderedBatch.ONE_PER_KEY)),
    /** A call is stored whole or in a prefix. */
    PREFIX(Capabilities.builder().ordered(OrderedBatch.MANY_PER_KEY)),
    /** The same, and one bad event has the whole call refused. */
    ATOMIC(Capabilities.builder().ordered(OrderedBatch.MANY_PER_KEY).atomicBatch());

    private final Capabilities.Builder capabilities;

    Provider(Capabilities.Builder capabilities) {
      this.capabilities = capabilities;
    }
  }

  @ParameterizedTest
  @EnumSource
  void order_holds_and_results_are_true(Provider provider) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = new Run(seed, provider);
      run.publish(80);
      run.it.platform.advance(Duration.ofMinutes(5));
      run.check();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing_at_any_moment_completes_every_future_in_time(Provider provider) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = new Run(seed, provider);
      Duration patience = Duration.ofMillis(run.random.nextInt(3) * 1_000);
      run.publish(run.random.nextInt(40));
      var closed = run.it.outbound.close(patience).toCompletableFuture();
      run.publish(2);
      run.it.platform.advance(patience);

      assertThat(closed).as("seed %s", seed).isDone();
      run.check();
      int calls = run.it.calls();
      run.it.platform.advance(Duration.ofMinutes(5));
      assertThat(run.it.calls()).as("seed %s", seed).isEqualTo(calls);
      run.check();
    }
  }

  /** One history: a provider that fails in every way, and what publishers were told. */
  private static final class Run {
    private final int seed;
    private final Provider provider;
    private final Random random;
    private final OutboundFixture it;
    private final List<String> stored = new ArrayList<>();
    private final Map<String, CompletableFuture<Receipt>> receipts = new LinkedHashMap<>();
    private final Map<String, Long> acceptedAt = new HashMap<>();
    private final Map<String, Long> doneAt = new HashMap<>();
    private long step;

    Run(int seed, Provider provider) {
      this.seed = seed;
      this.provider = provider;
      random = new Random(seed);
      it = new OutboundFixture(true, provider.capabilities, 1 + random.nextInt(6));
      it.driver.rule(this::answer);
    }

    void publish(int events) {
      for (int i = 0; i < events; i++) {
        String key = "k" + random.nextInt(KEYS);
        String id = key + "-" + receipts.size() + (random.nextInt(20) == 0 ? BAD : "");
        acceptedAt.put(id, step++);
        CompletableFuture<Receipt> receipt = it.outbound.send(id, OutboundFixture.message(id, key));
        receipts.put(id, receipt);
        receipt.whenComplete((stored, failure) -> doneAt.put(id, step++));
        it.platform.advance(
            Duration.ofMillis(random.nextInt(10) == 0 ? 5_000 : random.nextInt(20)));
      }
    }

    void check() {
      receipts.forEach(this::checkResult);
      for (int key = 0; key < KEYS; key++) {
        checkKey("k" + key + "-");
      }
      assertThat(it.budget.used()).as("seed %s", seed).isZero();
    }

    private void checkKey(String prefix) {
      List<String> published =
          receipts.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
      List<String> first =
          new LinkedHashSet<>(stored).stream().filter(id -> id.startsWith(prefix)).toList();
      List<String> inOrder = new ArrayList<>(published);
      inOrder.retainAll(first);
      assertThat(first).as("seed %s", seed).isEqualTo(inOrder);
      if (provider == Provider.PARTIAL) {
        checkConflicts(published);
      }
    }

    /** What was accepted behind an event, before that failed, has failed too. */
    private void checkConflicts(List<String> published) {
      long lastFailure = -1;
      for (String id : published) {
        if (receipts.get(id).isCompletedExceptionally()) {
          lastFailure = Math.max(lastFailure, doneAt.get(id));
        } else {
          assertThat(acceptedAt.get(id)).as("seed %s, %s", seed, id).isGreaterThan(lastFailure);
        }
      }
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
      if (provider == Provider.ATOMIC && batch.stream().anyMatch(Run::bad)) {
        answer.completeExceptionally(
            new ScriptedDriver.NativeException(ErrorCode.INVALID_ARGUMENT));
        return answer;
      }
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

    private static boolean bad(WireMessage message) {
      return ScriptedDriver.body(message).endsWith(BAD);
    }

    private Duration latency() {
      int chance = random.nextInt(40);
      return Duration.ofMillis(chance == 0 ? 20_000 : chance < 3 ? 3_000 : random.nextInt(30));
    }

    private List<SendOutcome> store(List<WireMessage> batch) {
      int prefix = random.nextInt(3) == 0 ? random.nextInt(batch.size() + 1) : batch.size();
      List<SendOutcome> outcomes = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        boolean ok = provider == Provider.PARTIAL ? random.nextInt(4) > 0 : i < prefix;
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
