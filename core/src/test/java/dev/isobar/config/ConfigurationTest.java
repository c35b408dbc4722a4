package dev.isobar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.isobar.Topology;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private static final Topology ORDERS =
      Topology.builder().topic("orders").subscription("billing", s -> s.from("orders")).build();

  @Test
  void without_any_source_local_has_all_defaults() {
    Configuration configuration = Scenario.local().read();

    assertThat(configuration.provider()).isSameAs(FakeDriverProvider.LOCAL);
    assertThat(configuration.get(Settings.TOPOLOGY)).isEqualTo(Settings.TopologyMode.CREATE);
    assertThat(configuration.get(Settings.SOURCE)).isEqualTo(URI.create("urn:isobar:local"));
    assertThat(configuration.get(Settings.LIMITS)).isEqualTo(Settings.LimitsMode.PORTABLE);
    assertThat(configuration.get(Settings.PREFIX)).isEmpty();
    assertThat(configuration.get(Settings.PUBLISH_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.get(Settings.PUBLISH_PENDING_BYTES)).isEqualTo(16L << 20);
    assertThat(configuration.get(Settings.DRAIN)).isEqualTo(Duration.ofSeconds(20));
    assertThat(configuration.get(FakeDriverProvider.PATH)).isEqualTo(".isobar/local.db");
    assertThat(configuration.find(Settings.TELEMETRY_BAGGAGE)).isEmpty();
    assertThat(configuration.sources()).isEmpty();
    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.topology()).isEqualTo(configuration.topology());
  }

  @Test
  void elsewhere_the_topology_is_verified_by_default() {
    Configuration configuration =
        Scenario.local()
            .providers(FakeDriverProvider.AWS)
            .file("isobar.source=/orders", "isobar.aws.region=eu-central-1")
            .read();

    assertThat(configuration.get(Settings.TOPOLOGY)).isEqualTo(Settings.TopologyMode.VERIFY);
    assertThat(configuration.get(Settings.SOURCE)).isEqualTo(URI.create("/orders"));
    assertThat(configuration.get(FakeDriverProvider.REGION)).isEqualTo("eu-central-1");
  }

  @Test
  void a_later_source_wins() {
    Scenario scenario = Scenario.local().file("isobar.drain=1s");
    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(1);

    scenario.file("isobar.drain=2s");
    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(2);

    scenario.environment("ISOBAR_DRAIN", "3s");
    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(3);

    scenario.property("isobar.drain", "4s");
    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(4);

    scenario.set("drain", "5s");
    assertThat(scenario.read().get(Settings.DRAIN)).hasSeconds(5);
  }

  @Test
  void the_sources_that_gave_something_are_named_in_order_of_precedence() {
    Configuration configuration =
        Scenario.local()
            .file("isobar.drain=1s")
            .environment("ISOBAR_PREFIX", "dev-")
            .environment("ISOBAR_LIMITS", "native")
            .property("isobar.publish.timeout", "5s")
            .set("topology", "off")
            .read();

    assertThat(configuration.sources())
        .containsExactly("isobar.properties", "environment", "system properties", "builder");
  }

  @Test
  void the_keys_of_an_instance_win_over_those_for_all_whatever_the_source() {
    Scenario scenario =
        Scenario.local()
            .file("isobar.prefix=all-", "isobar.instances.west.prefix=west-")
            .property("isobar.prefix", "later-");

    assertThat(scenario.read().get(Settings.PREFIX)).isEqualTo("later-");
    assertThat(scenario.instance("west").read().get(Settings.PREFIX)).isEqualTo("west-");
    assertThat(scenario.instance("east").read().get(Settings.PREFIX)).isEqualTo("later-");
  }

  @Test
  void the_environment_reaches_an_instance_too() {
    Scenario scenario = Scenario.local().environment("ISOBAR_INSTANCES_WEST_PREFIX", "west-");

    assertThat(scenario.instance("west").read().get(Settings.PREFIX)).isEqualTo("west-");
    Configuration east = scenario.instance("east").read();
    assertThat(east.get(Settings.PREFIX)).isEmpty();
    assertThat(east.warnings()).isEmpty();
  }

  @Test
  void the_builder_of_an_instance_wins_over_the_keys_of_the_instance() {
    Configuration configuration =
        Scenario.local()
            .instance("west")
            .file("isobar.instances.west.prefix=file-")
            .set("prefix", "code-")
            .read();

    assertThat(configuration.get(Settings.PREFIX)).isEqualTo("code-");
    assertThat(configuration.instance()).isEqualTo("west");
  }

  @Test
  void another_instance_may_use_another_provider() {
    Scenario scenario =
        Scenario.local()
            .providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS)
            .file(
                "isobar.provider=local",
                "isobar.source=/orders",
                "isobar.instances.cloud.provider=aws",
                "isobar.instances.cloud.aws.region=eu-west-1");

    assertThat(scenario.read().provider().name()).isEqualTo("local");
    Configuration cloud = scenario.instance("cloud").read();
    assertThat(cloud.provider().name()).isEqualTo("aws");
    assertThat(cloud.get(FakeDriverProvider.REGION)).isEqualTo("eu-west-1");
  }

  @Test
  void a_provider_that_serves_tests_is_chosen_only_by_name() {
    Scenario scenario =
        Scenario.local().providers(FakeDriverProvider.SIM, FakeDriverProvider.LOCAL);

    assertThat(scenario.read().provider().name()).isEqualTo("local");
    assertThat(scenario.set("source", "/x").set("provider", "sim").read().provider().name())
        .isEqualTo("sim");
    assertThat(Scenario.local().providers(FakeDriverProvider.SIM).refusal())
        .contains("isobar.provider is not set", "there are sim");
  }

  @Test
  void bindings_give_physical_names() {
    Configuration configuration =
        Scenario.local()
            .code(ORDERS)
            .file("isobar.bindings.orders=arn\\:aws\\:sns\\:eu-central-1\\:123456789012\\:o")
            .environment("ISOBAR_BINDINGS_BILLING", "billing-v2")
            .read();

    assertThat(configuration.bindings())
        .containsEntry("orders", "arn:aws:sns:eu-central-1:123456789012:o")
        .containsEntry("billing", "billing-v2")
        .hasSize(2);
  }

  @Test
  void settings_of_an_absent_adapter_are_a_warning_without_values() {
    Configuration configuration =
        Scenario.local().file("isobar.aws.region=eu-central-1", "isobar.gcp.project=p").read();

    assertThat(configuration.warnings())
        .containsExactly(
            "settings of adapters that are not on the class path are not checked: isobar.aws.*, isobar.gcp.*");
  }

  @Test
  void system_properties_of_the_build_are_no_settings() {
    Configuration configuration =
        Scenario.local()
            .property("isobar.test.servers", "local")
            .property("isobar.api.update", "true")
            .property("java.version", "17")
            .read();

    assertThat(configuration.sources()).isEmpty();
  }

  @Test
  void a_list_is_separated_by_commas() {
    assertThat(
            Scenario.local()
                .file("isobar.telemetry.baggage = tenant, user.id")
                .read()
                .get(Settings.TELEMETRY_BAGGAGE))
        .isEqualTo(List.of("tenant", "user.id"));
  }

  @Test
  void only_settings_of_the_core_and_of_the_chosen_adapter_can_be_asked_for() {
    Configuration configuration =
        Scenario.local()
            .providers(FakeDriverProvider.LOCAL, FakeDriverProvider.AWS)
            .set("provider", "aws")
            .set("source", "/orders")
            .read();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> configuration.find(FakeDriverProvider.PATH))
        .withMessageContaining("isobar.local.path");
    assertThatIllegalStateException()
        .isThrownBy(() -> configuration.get(FakeDriverProvider.REGION))
        .withMessageContaining("isobar.aws.region");
  }

  @Test
  void the_text_of_a_configuration_shows_no_values() {
    Configuration configuration =
        Scenario.local()
            .providers(FakeDriverProvider.AWS)
            .file("isobar.source=/orders", "isobar.aws.secret=canary")
            .read();

    assertThat(configuration.get(FakeDriverProvider.SECRET)).isEqualTo("canary");
    assertThat(configuration.toString())
        .contains("aws", "isobar.properties")
        .doesNotContain("canary");
  }
}
