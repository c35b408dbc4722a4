package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TuningTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(12);

  @Test
  void the_defaults_are_those_of_the_guide() {
    Tuning tuning = Tuning.defaults();

    assertThat(tuning.maxAttempts()).isEqualTo(5);
    assertThat(tuning.backoff()).isEqualTo(SECOND);
    assertThat(tuning.backoffFactor()).isEqualTo(2);
    assertThat(tuning.maxBackoff()).isEqualTo(Duration.ofMinutes(5));
    assertThat(tuning.backoffJitter()).isEqualTo(0.2);
    assertThat(tuning.concurrency()).isEqualTo(16);
    assertThat(tuning.lease()).isEqualTo(Duration.ofSeconds(60));
    assertThat(tuning.maxLease()).isEqualTo(Duration.ofMinutes(30));
    assertThat(tuning.maxHeld()).isEqualTo(1_000);
    assertThat(tuning.unhandled()).isEqualTo(UnhandledPolicy.REJECT);
    assertThat(tuning.interruptOnCancel()).isFalse();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("max-attempts", "1", t -> t.maxAttempts(0)),
        refusal("max-attempts", "45", t -> t.maxAttempts(46)),
        refusal("max-attempts", "45", t -> t.maxAttempts(Integer.MAX_VALUE)),
        refusal("max-attempts", "1", t -> t.maxAttempts(-1)),
        refusal("backoff", "30m", t -> t.backoff(SECOND.negated(), 2, SECOND)),
        refusal("backoff-factor", "10", t -> t.backoff(SECOND, 11, SECOND)),
        refusal("backoff-factor", "1", t -> t.backoff(SECOND, Double.NaN, SECOND)),
        refusal("max-backoff", "1s", t -> t.backoff(SECOND, 2, Duration.ZERO)),
        refusal("max-backoff", "30m", t -> t.backoff(SECOND, 2, LONG)),
        refusal("backoff-jitter", "1", t -> t.backoffJitter(1.1)),
        refusal("concurrency", "1", t -> t.concurrency(0)),
        refusal("concurrency", "10000", t -> t.concurrency(10_001)),
        refusal("lease", "1s", t -> t.lease(Duration.ofMillis(999))),
        refusal("lease", "10m", t -> t.lease(LONG)),
        refusal("max-lease", "11h", t -> t.maxLease(LONG)),
        refusal("max-held", "1", t -> t.maxHeld(0)));
  }

  private static Arguments refusal(String what, String bound, UnaryOperator<Tuning> change) {
    return Arguments.of(what, bound, change);
  }

  @ParameterizedTest(name = "{0} is bounded by {1}")
  @MethodSource("refusals")
  void a_value_out_of_range_is_refused(String what, String bound, UnaryOperator<Tuning> change) {
    IsobarException failure =
        catchThrowableOfType(IsobarException.class, () -> change.apply(Tuning.defaults()));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(failure.getMessage()).startsWith(what + " is ").contains("it must be from ", bound);
  }

  @Test
  void a_change_leaves_the_tuning_as_it_was() {
    Tuning changed = Tuning.defaults().maxAttempts(1).concurrency(2);

    assertThat(changed.maxAttempts()).isEqualTo(1);
    assertThat(Tuning.defaults().maxAttempts()).isEqualTo(5);
  }
}
