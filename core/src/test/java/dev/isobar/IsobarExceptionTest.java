package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.IsobarException.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IsobarExceptionTest {
  @Test
  void a_failure_without_an_outcome_stored_nothing() {
    IsobarException failure = new IsobarException(ErrorCode.NOT_FOUND, "gone");

    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_STORED);
    assertThat(failure).hasToString("IsobarException[NOT_FOUND]: gone").hasNoCause();
  }

  @Test
  void the_native_cause_is_kept() {
    Throwable cause = new IllegalStateException("native");

    assertThat(new IsobarException(ErrorCode.UNKNOWN, Outcome.UNKNOWN, "x", cause))
        .hasCause(cause)
        .returns(Outcome.UNKNOWN, IsobarException::outcome);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "UNKNOWN"})
  void what_may_pass_is_retryable(ErrorCode code) {
    assertThat(new IsobarException(code, "x").retryable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"RESOURCE_EXHAUSTED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "UNKNOWN"})
  void what_needs_a_change_is_not(ErrorCode code) {
    assertThat(new IsobarException(code, "x").retryable()).isFalse();
  }
}
