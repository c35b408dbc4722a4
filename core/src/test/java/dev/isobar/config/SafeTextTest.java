package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @Property
  void escaped_text_is_one_short_printable_line(@ForAll String text) {
    String escaped = SafeText.escape(text);

    assertThat(escaped.lines().count()).isLessThanOrEqualTo(1);
    assertThat(escaped.chars()).noneMatch(Character::isISOControl);
    assertThat(escaped.length()).isLessThan(12 * SafeText.MAX_LENGTH + 40);
  }

  @Test
  void what_hides_or_forges_is_escaped() {
    assertThat(SafeText.escape("a\u202eb\u2028c\u0000\u200bd\ud800"))
        .isEqualTo("a\\u202eb\\u2028c\\u0000\\u200bd\\ud800");
    assertThat(SafeText.escape("Ärger 漢字 \uD83D\uDE00")).isEqualTo("Ärger 漢字 \uD83D\uDE00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "eu-central-1",
        "https://acme.com/orders",
        "type LIKE 'com.acme.%' AND tenant = 'a@b.com'",
        "arn:aws:sns:eu-central-1:123456789012:orders",
        "projects/p/topics/t",
        "30s"
      })
  void what_is_no_secret_stays(String text) {
    assertThat(SafeText.redact(text)).isEqualTo(text);
  }

  @Test
  void only_the_secret_part_of_a_text_is_hidden() {
    assertThat(
            SafeText.redact("cannot reach https://u:p@host/x?sig=abc&v=1; SharedAccessKey=k;x=y"))
        .isEqualTo("cannot reach https://***@host/x?sig=***&v=1; SharedAccessKey=***;x=y");
  }

  @Test
  void words_are_one_line_of_bounded_length() {
    assertThat(SafeText.of(null)).isEqualTo("null");
    assertThat(SafeText.of(new IllegalStateException("a\nb")))
        .isEqualTo("java.lang.IllegalStateException: a\\u000ab");
    assertThat(SafeText.of("x".repeat(500))).hasSize(500);
    assertThat(SafeText.of("x".repeat(501))).hasSize(500);
    assertThat(SafeText.of("x".repeat(499) + "\uD83D\uDE00")).isEqualTo("x".repeat(499));
    assertThat(SafeText.of("x".repeat(497) + "\n")).isEqualTo("x".repeat(497));
  }
}
