package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobar.Topology;
import dev.isobar.Tuning;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  private static final Topology ORDERS =
      Topology.builder()
          .topic("orders")
          .subscription("billing", s -> s.from("orders"))
          .subscription("mail-out", s -> s.from("orders"))
          .build();

  @Test
  void a_variable_tunes_a_declared_name() {
    Configuration configuration =
        Scenario.local()
            .code(ORDERS)
            .environment("ISOBAR_SUBSCRIPTIONS_BILLING_MAX_ATTEMPTS", "7")
            .environment("ISOBAR_SUBSCRIPTIONS_MAIL_OUT_LEASE", "90s")
            .environment("ISOBAR_LOCAL_PATH", "/tmp/x.db")
            .read();

    assertThat(tuning(configuration, "billing").maxAttempts()).isEqualTo(7);
    assertThat(tuning(configuration, "mail-out").lease()).isEqualTo(Duration.ofSeconds(90));
    assertThat(configuration.get(FakeDriverProvider.PATH)).isEqualTo("/tmp/x.db");
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void a_variable_tunes_what_only_the_configuration_declares() {
    Configuration configuration =
        Scenario.local()
            .file("isobar.queues.jobs.ordered=false")
            .environment("ISOBAR_QUEUES_JOBS_CONCURRENCY", "3")
            .read();

    assertThat(tuning(configuration, "jobs").concurrency()).isEqualTo(3);
  }

  @Test
  void a_variable_declares_nothing() {
    Configuration configuration =
        Scenario.local().environment("ISOBAR_TOPICS_PAYMENTS_ORDERED", "true").read();

    assertThat(configuration.topology().resources()).isEmpty();
    assertThat(configuration.warnings()).hasSize(1);
  }

  @Test
  void unknown_variables_are_one_warning_with_the_nearest_names() {
    Configuration configuration =
        Scenario.local()
            .environment("ISOBAR_PROVIDR", "aws")
            .environment("ISOBAR_HOME", "/opt")
            .environment("PATH", "/bin")
            .read();

    assertThat(configuration.warnings())
        .containsExactly(
            "environment variables that spell no key of a declared name are ignored: ISOBAR_HOME, ISOBAR_PROVIDR (ISOBAR_PROVIDER?)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ISOBAR_TEST_SERVERS",
        "ISOBAR_SERVICE_HOST",
        "ISOBAR_SERVICE_PORT_HTTP",
        "ISOBAR_PORT",
        "ISOBAR_PORT_80_TCP_ADDR",
        "ISOBAR_ORDERS_SERVICE_HOST",
        "ISOBAR_ORDERS_PORT_8080_TCP",
        "ISOBAR_INSTANCES_EAST_DRAIN",
        "ISOBAR_INSTANCES_EAST_QUEUES_JOBS_MAX_ATTEMPTS"
      })
  void what_kubernetes_the_build_or_other_instances_set_is_ignored_silently(String name) {
    assertThat(Scenario.local().environment(name, "tcp://10.0.0.1:80").read().warnings()).isEmpty();
  }

  @Test
  void a_declared_name_may_contain_a_word_of_kubernetes() {
    Topology topology = Topology.builder().queue("a-service-portal").build();

    Configuration configuration =
        Scenario.local()
            .code(topology)
            .environment("ISOBAR_QUEUES_A_SERVICE_PORTAL_MAX_HELD", "9")
            .read();

    assertThat(tuning(configuration, "a-service-portal").maxHeld()).isEqualTo(9);
  }

  @Test
  void a_misspelt_variable_of_another_instance_is_a_warning() {
    assertThat(Scenario.local().environment("ISOBAR_INSTANCES_EAST_DRIAN", "1s").read().warnings())
        .hasSize(1);
  }

  @Test
  void two_spellings_of_one_variable_are_refused() {
    assertThat(
            Scenario.local()
                .environment("ISOBAR_DRAIN", "1s")
                .environment("Isobar_Drain", "2s")
                .refusal())
        .contains("ISOBAR_DRAIN", "Isobar_Drain", "isobar.drain");
  }

  @Test
  void another_case_alone_is_a_warning() {
    Configuration configuration = Scenario.local().environment("isobar_drain", "1s").read();

    assertThat(configuration.get(Settings.DRAIN)).hasSeconds(20);
    assertThat(configuration.warnings().get(0)).contains("isobar_drain (ISOBAR_DRAIN?)");
  }

  @Test
  void a_variable_that_spells_two_keys_is_refused() {
    Topology topology = Topology.builder().queue("a").queue("a-max").build();

    assertThat(
            Scenario.local()
                .code(topology)
                .environment("ISOBAR_QUEUES_A_MAX_LEASE", "5m")
                .refusal())
        .contains(
            "ISOBAR_QUEUES_A_MAX_LEASE", "isobar.queues.a.max-lease", "isobar.queues.a-max.lease");
  }

  private static Tuning tuning(Configuration configuration, String name) {
    return configuration.topology().find(name).orElseThrow().tuning();
  }
}
