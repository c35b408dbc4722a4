package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobar.IsobarException;
import dev.isobar.Tuning;
import dev.isobar.spi.Setting;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  static Stream<Setting<?>> all() {
    return Stream.concat(Settings.general().stream(), Settings.families().stream());
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_setting_has_a_legal_default_and_a_meaning(Setting<?> setting) {
    assertThat(setting.key()).matches("isobar(\\.([a-z-]+|<name>)){1,3}");
    assertThat(setting.description()).endsWith(".");
    assertThat(setting.allowed()).isNotBlank();
    if (setting.defaultText() != null) {
      assertThat(setting.defaultValue()).isNotNull();
    }
  }

  @Test
  void keys_are_distinct() {
    assertThat(all().map(Setting::key)).doesNotHaveDuplicates();
  }

  @Test
  void the_defaults_of_the_tuning_are_those_of_code() {
    Tuning code = Tuning.defaults();

    assertThat(TuningSettings.MAX_ATTEMPTS.defaultValue()).isEqualTo(code.maxAttempts());
    assertThat(TuningSettings.BACKOFF.defaultValue()).isEqualTo(code.backoff());
    assertThat(TuningSettings.BACKOFF_FACTOR.defaultValue()).isEqualTo(code.backoffFactor());
    assertThat(TuningSettings.MAX_BACKOFF.defaultValue()).isEqualTo(code.maxBackoff());
    assertThat(TuningSettings.BACKOFF_JITTER.defaultValue()).isEqualTo(code.backoffJitter());
    assertThat(TuningSettings.CONCURRENCY.defaultValue()).isEqualTo(code.concurrency());
    assertThat(TuningSettings.LEASE.defaultValue()).isEqualTo(code.lease());
    assertThat(TuningSettings.MAX_LEASE.defaultValue()).isEqualTo(code.maxLease());
    assertThat(TuningSettings.MAX_HELD.defaultValue()).isEqualTo(code.maxHeld());
    assertThat(TuningSettings.UNHANDLED.defaultValue()).isEqualTo(code.unhandled());
    assertThat(TuningSettings.INTERRUPT_ON_CANCEL.defaultValue())
        .isEqualTo(code.interruptOnCancel());
  }

  @Test
  void the_bounds_of_the_tuning_are_those_of_code() {
    Tuning t = Tuning.defaults();
    bounds(TuningSettings.MAX_ATTEMPTS, "1", "45", "0", "46", t::maxAttempts);
    bounds(TuningSettings.CONCURRENCY, "1", "10000", "0", "10001", t::concurrency);
    bounds(TuningSettings.MAX_HELD, "1", "100000", "0", "100001", t::maxHeld);
    bounds(TuningSettings.LEASE, "1s", "10m", "999ms", "601s", t::lease);
    bounds(TuningSettings.MAX_LEASE, "1s", "11h", "999ms", "39601s", t::maxLease);
    bounds(TuningSettings.BACKOFF_JITTER, "0", "1", null, "1.1", t::backoffJitter);
    bounds(
        TuningSettings.BACKOFF_FACTOR,
        "1",
        "10",
        "0.9",
        "10.1",
        factor -> t.backoff(Duration.ZERO, factor, Duration.ofMinutes(1)));
    bounds(
        TuningSettings.BACKOFF,
        "0s",
        "30m",
        null,
        "1801s",
        first -> t.backoff(first, 1, Tuning.MAX_RETRY_DELAY));
    bounds(
        TuningSettings.MAX_BACKOFF,
        "0s",
        "30m",
        null,
        "1801s",
        longest -> t.backoff(Duration.ZERO, 1, longest));
  }

  private static <T> void bounds(
      Setting<T> setting,
      String least,
      String most,
      @org.jspecify.annotations.Nullable String below,
      String above,
      java.util.function.Function<T, Tuning> setter) {
    setter.apply(setting.parse(least));
    setter.apply(setting.parse(most));
    for (String outside : below == null ? new String[] {above} : new String[] {below, above}) {
      assertThatIllegalArgumentException().isThrownBy(() -> setting.parse(outside));
      T value = unbounded(setting, outside);
      assertThatThrownBy(() -> setter.apply(value)).isInstanceOf(IsobarException.class);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T unbounded(Setting<T> like, String text) {
    Object sample = like.defaultValue();
    if (sample instanceof Integer) {
      return (T) Integer.valueOf(text);
    }
    if (sample instanceof Double) {
      return (T) Double.valueOf(text);
    }
    return (T) Setting.duration("k", Duration.ZERO, Duration.ofDays(1), null, "").parse(text);
  }
}
