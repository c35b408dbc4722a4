package dev.isobar.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobar.ErrorCode;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import dev.isobar.spi.DriverProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** One configuration to read, without the surroundings of this process. */
final class Scenario {
  private final Isobar.Builder builder = Isobar.builder();
  private final Sources.Builder sources = Sources.builder();
  private final List<DriverProvider> providers = new ArrayList<>(List.of(FakeDriverProvider.LOCAL));

  static Scenario local() {
    return new Scenario();
  }

  Scenario providers(DriverProvider... found) {
    providers.clear();
    providers.addAll(List.of(found));
    return this;
  }

  Scenario instance(String name) {
    builder.named(name);
    return this;
  }

  Scenario code(Topology topology) {
    builder.topology(topology);
    return this;
  }

  Scenario file(String... lines) {
    sources.file("isobar.properties", String.join("\n", lines));
    return this;
  }

  Scenario environment(String name, String value) {
    sources.environment(Map.of(name, value));
    return this;
  }

  Scenario property(String key, String value) {
    sources.systemProperties(Map.of(key, value));
    return this;
  }

  Scenario set(String key, String value) {
    builder.set(key, value);
    return this;
  }

  Configuration read() {
    return Configuration.read(builder, providers, sources.build());
  }

  /** Reads what must be refused and returns the message. */
  String refusal() {
    IsobarException refused = catchThrowableOfType(IsobarException.class, this::read);
    Assertions.assertThat(refused).isNotNull();
    Assertions.assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    Assertions.assertThat(refused.getCause()).isNull();
    return refused.getMessage();
  }
}
