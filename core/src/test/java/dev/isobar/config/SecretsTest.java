package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String CANARY = "kanarienvogelkanarienvogelkanari";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "isobar.aws.secrett",
        "isobar.aws.secre",
        "isobar.aws.password",
        "isobar.aws.session-token",
        "isobar.aws.access-key",
        "isobar.aws.credentials",
        "isobar.sourcesecret",
        "isobar.azure.connection-string",
        "password",
        "isobar.instances.west.aws.secrett",
        "isobar.instances.WEST.aws.secret"
      })
  void a_key_that_looks_like_a_secret_hides_its_value(String key) {
    assertThat(
            Scenario.local()
                .providers(FakeDriverProvider.AWS)
                .file(key + "=" + CANARY, "isobar.drain=x", "isobar.source=/x")
                .refusal())
        .doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:" + CANARY + "@host/path",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=" + CANARY,
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + CANARY,
        "https://x.blob.core.windows.net/c?sv=1&sig=" + CANARY,
        "Bearer " + CANARY,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + CANARY,
        "-----BEGIN PRIVATE KEY-----\n" + CANARY + "\n-----END PRIVATE KEY-----",
        "{\"type\":\"service_account\",\"private_key\": \"" + CANARY + "\"}",
        "kanarienvogelkanarienvogelkanari/kanarie"
      })
  void a_value_with_the_shape_of_a_secret_is_hidden_under_any_key(String value) {
    assertThat(
            Scenario.local()
                .providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS)
                .set("drain", value)
                .set("nonsense", value)
                .set("prefix", value)
                .set("aws.endpoint", value)
                .set("provider", value)
                .refusal())
        .doesNotContain(CANARY)
        .contains("isobar.drain = ***", "isobar.nonsense = ***");
  }

  @ParameterizedTest
  @ValueSource(strings = {CANARY, "dGhpcyBpcyBhIHNlY3JldA==", "0123456789abcdef0123456789abcdef"})
  void an_opaque_value_of_an_unknown_key_is_hidden(String value) {
    assertThat(Scenario.local().file("isobar.nonsense=" + value).refusal())
        .contains("isobar.nonsense = *** (isobar.properties)")
        .doesNotContain(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"})
  void access_keys_are_known_by_their_shape(String value) {
    assertThat(Scenario.local().set("aws.regoin", "x").set("limits", value).refusal())
        .doesNotContain(value);
  }

  @ParameterizedTest
  @CsvSource({"ISOBAR_AWS_SECRETT", "ISOBAR_FOO", "isobar_aws_secret"})
  void an_unknown_variable_is_told_without_its_value(String name) {
    Configuration configuration =
        Scenario.local()
            .providers(FakeDriverProvider.AWS)
            .set("source", "/x")
            .environment(name, CANARY)
            .read();

    assertThat(configuration.warnings()).hasSize(1);
    assertThat(configuration.warnings().get(0)).contains(name).doesNotContain(CANARY);
    assertThat(configuration.toString()).doesNotContain(CANARY);
  }
}
