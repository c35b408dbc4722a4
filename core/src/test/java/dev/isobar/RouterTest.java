package dev.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class RouterTest {
  private static final EventType<String> A = EventType.of("a", String.class).alias("old-a");

  @Test
  void one_type_has_one_handler() {
    Router.Builder router = Router.builder().on(A, text -> {});

    IsobarException twice =
        catchThrowableOfType(IsobarException.class, () -> router.on(A, text -> {}));
    assertThat(twice.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(twice).hasMessageContaining("event type a has two handlers");
  }

  @Test
  void an_alias_has_one_handler_too() {
    Router.Builder router = Router.builder().on(A, text -> {});

    assertThat(
            catchThrowableOfType(
                IsobarException.class,
                () -> router.on(EventType.of("old-a", String.class), text -> {})))
        .hasMessageContaining("event type old-a has two handlers");
  }
}
