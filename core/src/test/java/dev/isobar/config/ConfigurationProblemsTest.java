package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationProblemsTest {
  private static final Topology ORDERS =
      Topology.builder()
          .topic("orders")
          .queue("jobs")
          .subscription("billing", s -> s.from("orders"))
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          isobar.providr                            | did you mean isobar.provider?
          isobar.Provider                           | did you mean isobar.provider?
          provider                                  | did you mean isobar.provider?
          isobar.publish.timout                     | did you mean isobar.publish.timeout?
          isobar.publish.pending_bytes              | did you mean isobar.publish.pending-bytes?
          isobar.subscriptions.billing.maxAttempts  | did you mean isobar.subscriptions.billing.max-attempts?
          isobar.subscription.billing.max-attempts  | did you mean isobar.subscriptions.billing.max-attempts?
          isobar.subscriptions.billing.retries      | known are isobar.subscriptions.<name>.{from, where, max-attempts
          isobar.topics.orders.lease                | known are isobar.topics.<name>.{ordered}
          isobar.instances.west.prefx               | did you mean isobar.instances.west.prefix?
          isobar.instances.west                     | is not a known key
          isobar.instances.a.instances.b.prefix     | is not a known key
          isobar.binding.orders                     | did you mean isobar.bindings.orders?
          isobar.local.pth                          | did you mean isobar.local.path?
          isobar.local.journal                      | known are isobar.local.{path}
          isobar.kafka.brokers                      | known are isobar.{provider, source
          isobar.                                   | is not a known key
          """)
  void an_unknown_key_is_refused_with_the_nearest_known_one(String key, String told) {
    String refusal = Scenario.local().code(ORDERS).file(key + "=canary").refusal();

    assertThat(refusal).contains(key + " = \"canary\" (isobar.properties)", told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "-1s",
        "1y",
        "PT-5S",
        "PT30S",
        "9999999999999999d",
        "999999999999999d",
        "",
        " ",
        "1.5s",
        "30 s",
        "30S",
        "99ms",
        "11m",
        "٣٠s"
      })
  void a_duration_needs_its_unit_and_its_bounds(String value) {
    assertThat(Scenario.local().set("publish.timeout", value).refusal())
        .contains(
            "isobar.publish.timeout = \"" + value + "\" (builder)",
            "a duration with its unit (ms, s, m, h, d) from 100ms to 10m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "TRUE", "1", "on", "", " true"})
  void a_flag_is_true_or_false(String value) {
    assertThat(
            Scenario.local()
                .code(ORDERS)
                .set("subscriptions.billing.interrupt-on-cancel", value)
                .refusal())
        .contains("interrupt-on-cancel = \"" + value + "\" (builder)", "true or false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "46",
        "2147483648",
        "99999999999999999999",
        "1e9",
        "0x10",
        "",
        " ",
        "+5",
        "5.0",
        "1_0",
        "٥"
      })
  void a_number_is_whole_plain_and_within_its_bounds(String value) {
    assertThat(
            Scenario.local()
                .code(ORDERS)
                .set("subscriptions.billing.max-attempts", value)
                .refusal())
        .contains("max-attempts = \"" + value + "\" (builder)", "a whole number from 1 to 45");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1", "NaN", "Infinity", "-1", "11", ".5", "1,5", "0x1p3", ""})
  void a_decimal_is_plain_and_within_its_bounds(String value) {
    assertThat(Scenario.local().code(ORDERS).set("queues.jobs.backoff-factor", value).refusal())
        .contains("backoff-factor = \"" + value + "\"", "a decimal number from 1.0 to 10.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1MB", "1mib", "16 MiB", "100", "2GiB", "9999999999999GiB"})
  void a_size_has_binary_units_and_its_bounds(String value) {
    assertThat(Scenario.local().set("publish.pending-bytes", value).refusal())
        .contains("pending-bytes = \"" + value + "\"", "(KiB, MiB, GiB), from 256KiB to 1GiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          isobar.topology         | Create          | one of off, verify, create
          isobar.limits           | none            | one of portable, native
          isobar.prefix           | 9a              | beginning with a letter
          isobar.prefix           | a/b             | beginning with a letter
          isobar.source           | ''              | a URI reference, not empty
          isobar.source           | a b             | a URI reference, not empty
          isobar.telemetry.baggage| a,,b            | keys separated by commas
          isobar.bindings.orders  | a b             | without blanks
          isobar.provider         | AWS             | the name of an adapter
          isobar.buses.x.unrouted | keep            | one of drop, never
          isobar.aws.connections  | 0               | a whole number from 1 to 100
          isobar.aws.endpoint     | http://aws.com  | plain http
          """)
  void a_value_that_is_not_allowed_is_told_with_what_is(String key, String value, String allowed) {
    assertThat(
            Scenario.local()
                .providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS)
                .code(ORDERS)
                .property(key, value)
                .refusal())
        .contains(key + " = \"" + value + "\" (system property) is not allowed", allowed);
  }

  @Test
  void every_problem_is_told_at_once() {
    String refusal =
        Scenario.local()
            .providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS)
            .code(ORDERS)
            .file("isobar.providr=aws", "isobar.drain=soon")
            .environment("ISOBAR_LIMITS", "all")
            .property("isobar.topics.orders.ordered", "true")
            .set("subscriptions.audit.from", "payments")
            .set("queues.jbs.lease", "5s")
            .refusal();

    assertThat(refusal)
        .startsWith("the configuration is not valid:\n  - ")
        .contains("isobar.providr = \"aws\" (isobar.properties)")
        .contains("isobar.drain = \"soon\" (isobar.properties)")
        .contains("isobar.limits = \"all\" (environment variable ISOBAR_LIMITS)")
        .contains("isobar.topics.orders.ordered = \"true\" (system property) differs")
        .contains("subscription audit is from \"payments\", which is not declared")
        .contains("isobar.queues.jbs.lease = \"5s\" (builder)", "did you mean jobs?")
        .contains("isobar.provider is not set");
  }

  @Test
  void a_value_is_checked_also_where_a_later_source_wins() {
    assertThat(Scenario.local().file("isobar.drain=soon").set("drain", "1s").refusal())
        .contains("isobar.drain = \"soon\" (isobar.properties)")
        .doesNotContain("builder");
  }

  @Test
  void the_keys_of_other_instances_are_checked_for_spelling_only() {
    Scenario scenario =
        Scenario.local()
            .instance("west")
            .file("isobar.instances.east.drain=soon", "isobar.instances.east.queues.q.lease=1s");

    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(20);
    assertThat(scenario.file("isobar.instances.east.drian=1s").refusal())
        .contains("did you mean isobar.instances.east.drain?");
  }

  @Test
  void the_instance_is_named_in_the_refusal() {
    assertThat(Scenario.local().instance("west").set("drain", "x").refusal())
        .startsWith("the configuration of instance west is not valid:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"West", "9a", "a_b", "a.b", "a\nb"})
  void the_name_of_an_instance_is_a_logical_name(String name) {
    assertThat(Scenario.local().instance(name).refusal())
        .contains("the instance name \"", "[a-z][a-z0-9-]{0,39}")
        .doesNotContain("a\nb");
  }

  @Test
  void the_name_of_another_instance_is_checked_too() {
    assertThat(Scenario.local().file("isobar.instances.West.drain=1s").refusal())
        .contains("isobar.instances.West.drain", "names an instance whose name must match");
  }

  @Test
  void without_an_adapter_the_published_ones_are_named() {
    assertThat(Scenario.local().providers().refusal())
        .contains(
            "no adapter is on the class path",
            "dev.isobar:isobar-local",
            "dev.isobar:isobar-aws",
            "dev.isobar:isobar-gcp",
            "dev.isobar:isobar-azure");
  }

  @Test
  void with_several_adapters_one_must_be_named() {
    assertThat(
            Scenario.local().providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS).refusal())
        .contains("isobar.provider is not set", "there are local, aws");
  }

  @Test
  void a_named_but_missing_adapter_names_its_artifact() {
    assertThat(Scenario.local().set("provider", "gcp").refusal())
        .contains(
            "isobar.provider = \"gcp\" (builder)", "there are local", "dev.isobar:isobar-gcp");
  }

  @Test
  void a_misspelt_adapter_names_the_nearest() {
    assertThat(Scenario.local().set("provider", "azur").refusal())
        .contains("isobar.provider = \"azur\"", "did you mean azure?");
  }

  @Test
  void two_adapters_of_one_name_are_both_named() {
    var twin = new TwinDriverProvider();

    assertThat(Scenario.local().providers(FakeDriverProvider.LOCAL, twin).refusal())
        .contains(
            "two adapters on the class path are named local",
            FakeDriverProvider.class.getName(),
            TwinDriverProvider.class.getName());
  }

  @Test
  void an_adapter_declares_only_keys_of_its_own() {
    var greedy =
        new FakeDriverProvider(
            "greedy", List.of(dev.isobar.spi.Setting.text("isobar.drain", null, "Mine.")));

    assertThat(Scenario.local().providers(greedy).set("source", "/x").refusal())
        .contains("declares the key isobar.drain", "begin with isobar.greedy.");
  }

  @Test
  void the_source_is_required_but_on_local() {
    assertThat(Scenario.local().providers(FakeDriverProvider.AWS).refusal())
        .contains("isobar.source is not set", "the provider aws requires it", "a URI reference");
  }

  @Test
  void a_key_given_twice_in_one_file_is_refused() {
    assertThat(Scenario.local().file("isobar.drain=1s", "isobar.drain=2s").refusal())
        .contains("isobar.drain is given twice in isobar.properties");
  }

  @Test
  void a_broken_escape_in_a_file_is_refused() {
    assertThat(Scenario.local().file("isobar.prefix=\\u12").refusal())
        .contains("isobar.properties is not a properties file");
  }

  @Test
  void control_characters_are_escaped_and_long_values_cut() {
    String refusal =
        Scenario.local()
            .set("drain", "1s\n2026-01-01 ERROR forged\u001b[31m")
            .set("limits", "x".repeat(10_000))
            .refusal();

    assertThat(refusal)
        .contains("1s\\u000a2026-01-01 ERROR forged\\u001b[31m")
        .contains("x".repeat(200) + "... (10000 characters)")
        .doesNotContain("x".repeat(201));
  }

  @Test
  void what_is_only_odd_is_told_together_with_what_is_wrong() {
    assertThat(
            Scenario.local()
                .environment("ISOBAR_PUBLISH_TIMEOU", "3s")
                .set("publish.timeout", "soon")
                .refusal())
        .contains("isobar.publish.timeout = \"soon\"")
        .contains("noted as well:\n  - environment variables that spell no key")
        .contains("ISOBAR_PUBLISH_TIMEOU (ISOBAR_PUBLISH_TIMEOUT?)");
  }

  @Test
  void an_unknown_key_reads_as_one_sentence() {
    assertThat(Scenario.local().file("isobar.local.pth=x").refusal())
        .contains(
            "is not a known key; known are isobar.local.{path}; did you mean isobar.local.path?");
  }
}
