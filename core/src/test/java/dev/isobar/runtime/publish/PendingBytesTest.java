package dev.isobar.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import dev.isobar.runtime.platform.SystemPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingBytesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SystemPlatform platform = new SystemPlatform("pending-bytes-test");
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final PendingBytes budget = new PendingBytes(platform, 100);

  @AfterEach
  void stop() {
    callers.shutdownNow();
    platform.close();
  }

  @Test
  void who_finds_no_room_is_served_in_order() {
    budget.acquire(100, LONG);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(later(i, 60, served));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(served).hasSize(i);
      budget.release(i == 0 ? 100 : 60);
      waiting.get(i).join();
    }

    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void a_small_event_does_not_overtake_a_large_one_that_waits() {
    budget.acquire(80, LONG);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    var large = later(0, 50, served);
    var small = later(1, 10, served);
    budget.release(80);

    CompletableFuture.allOf(large, small).join();
    assertThat(budget.used()).isEqualTo(60);
  }

  @Test
  void an_event_larger_than_the_bound_goes_alone() {
    budget.acquire(500, LONG);
    assertThat(budget.used()).isEqualTo(500);
    assertThatThrownBy(() -> budget.acquire(1, Duration.ofMillis(1)))
        .isInstanceOfSatisfying(
            IsobarException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    budget.release(500);
    budget.acquire(1, LONG);

    assertThat(budget.used()).isEqualTo(1);
  }

  @Test
  void who_is_interrupted_gives_up_and_lets_those_behind_pass() throws InterruptedException {
    budget.acquire(50, LONG);
    AtomicReference<IsobarException> failure = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread large =
        new Thread(
            () -> {
              failure.set(catchThrowableOfType(IsobarException.class, () -> acquire(90)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    large.start();
    await().until(() -> budget.waiting() == 1);
    var small = later(1, 10, new ArrayList<>());

    large.interrupt();
    large.join();
    small.join();

    assertThat(failure.get().code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure.get().outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(flag).isTrue();
    assertThat(budget.used()).isEqualTo(60);
  }

  private void acquire(long bytes) {
    budget.acquire(bytes, LONG);
  }

  private CompletableFuture<Void> later(int name, long bytes, List<Integer> served) {
    int before = budget.waiting();
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              budget.acquire(bytes, LONG);
              served.add(name);
            },
            callers);
    await().until(() -> budget.waiting() == before + 1);
    return done;
  }
}
