package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.ErrorCode;
import dev.isobar.EventType;
import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chapter 11 of the contract: configuration is strict. */
public abstract class ConfigurationSuite extends Contract {
  private static final EventType<String> TYPED = EventType.of(Events.TYPE, String.class);

  /** For subclasses. */
  protected ConfigurationSuite() {}

  private IsobarException refused(String... settings) {
    return fails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            open(
                topic(),
                b -> {
                  for (int i = 0; i < settings.length; i += 2) {
                    b.set(settings[i], settings[i + 1]);
                  }
                  return b;
                }));
  }

  private static void assertNames(IsobarException failure, String... words) {
    for (String word : words) {
      assertTrue(
          failure.getMessage().contains(word), () -> word + " is not in " + failure.getMessage());
    }
  }

  @Test
  void clause_11_1_every_problem_is_reported_at_once() {
    IsobarException failure =
        refused("drian", "5s", "publish.timeout", "soon", "limits", "none", "nonsense", "1");
    assertNames(
        failure, "isobar.drian", "isobar.publish.timeout", "isobar.limits", "isobar.nonsense");
  }

  @Test
  void clause_11_2_a_problem_names_key_value_what_is_allowed_and_the_nearest_key() {
    IsobarException failure = refused("drian", "5s", "limits", "none");
    assertNames(
        failure, "isobar.drian", "isobar.drain", "isobar.limits", "none", "portable", "native");
  }

  private String sourceOf(Isobar isobar) {
    return isobar.publisher(TOPIC).event(TYPED, "x").build().getSource().toString();
  }

  private Isobar openWithoutSource() {
    return open(topic(), b -> Isobar.builder().topology(topic()));
  }

  @Test
  void clause_11_3_a_system_property_wins_over_a_file_and_the_builder_over_both(
      @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("isobar.properties"), "isobar.source=/of-the-file\n");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader withFile = new URLClassLoader(new URL[] {urlOf(folder)}, before)) {
      Thread.currentThread().setContextClassLoader(withFile);
      assertEquals("/of-the-file", sourceOf(openWithoutSource()));
      System.setProperty("isobar.source", "/of-the-property");
      assertEquals("/of-the-property", sourceOf(openWithoutSource()));
      assertEquals("/contract", sourceOf(open(topic())));
    } finally {
      System.clearProperty("isobar.source");
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void clause_11_3_the_environment_wins_over_a_file() {
    throw new NotProvedException("a process cannot change its environment");
  }

  @Test
  void clause_11_4_a_secret_is_not_in_logs_and_spans() {
    throw new NotProvedException("logs and spans are not seen here");
  }

  @Test
  void clause_11_5_event_data_is_not_in_the_log() {
    throw new NotProvedException("the log of an application is not seen here");
  }

  @Test
  void clause_11_11_an_unknown_key_in_the_environment_is_a_warning() {
    throw new NotProvedException("a process cannot change its environment");
  }

  private static URL urlOf(Path folder) throws MalformedURLException {
    return folder.toUri().toURL();
  }

  @Test
  void clause_11_4_a_secret_is_not_printed() {
    IsobarException failure = refused("secret-key", "hunter2-hunter2");
    assertFalse(failure.getMessage().contains("hunter2"), failure.getMessage());
  }

  @Test
  void clause_11_5_event_data_is_not_in_an_error() {
    Isobar isobar = open(topic());
    IsobarException failure =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () ->
                isobar
                    .publisher(TOPIC)
                    .publish(
                        Events.builder("e1")
                            .withExtension("big", "private".repeat(200))
                            .withData(
                                "text/plain",
                                "private"
                                    .repeat(40_000)
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .build()));
    assertFalse(failure.getMessage().contains("private"), failure.getMessage());
  }

  private Topology two(String filter, boolean audit) {
    return topology(
        t -> {
          t.topic(TOPIC).subscription(SUB, s -> s.from(TOPIC).where(filter));
          if (audit) {
            t.subscription("audit", s -> s.from(TOPIC));
          }
        });
  }

  @Test
  void clause_11_6_verify_lists_everything_that_differs() {
    needs(Feature.SEVERAL_INSTANCES);
    open(two("kind = 'a'", false)).close();
    open(two("kind = 'a'", false), b -> b.set("topology", "verify")).close();
    Topology more =
        topology(
            t ->
                t.topic(TOPIC)
                    .subscription(SUB, s -> s.from(TOPIC).where("kind = 'a'"))
                    .subscription("audit", s -> s.from(TOPIC))
                    .queue("inbox"));
    IsobarException failure =
        assertThrows(IsobarException.class, () -> open(more, b -> b.set("topology", "verify")));
    assertNames(failure, "audit", "inbox");
  }

  @Test
  void clause_11_7_create_changes_what_can_be_changed_and_may_be_done_by_many_at_once() {
    needs(Feature.SEVERAL_INSTANCES);
    List<Isobar> opened = new CopyOnWriteArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 10; i++) {
      clock.spawn(
          () -> {
            try {
              opened.add(driver.open(builder(two("kind = 'a'", true))));
            } catch (RuntimeException | Error e) {
              failures.add(e);
            }
          });
    }
    await("ten instances", () -> opened.size() + failures.size() == 10, bounds.healing());
    assertEquals(List.of(), failures);
    Recorder seen = recorder();
    opened.get(0).publisher(TOPIC).publish(Events.with("e1", "kind", "a"));
    opened.get(1).subscribe(SUB, seen);
    await(seen, "the event", seen.hasCompleted("e1"));
    opened.forEach(Isobar::close);
    assertEquals(List.of("e1"), seen.ids());
  }

  @Test
  void clause_11_8_off_creates_nothing() {
    needs(Feature.SEVERAL_INSTANCES);
    open(topic(), b -> b.set("topology", "off")).close();
    fails(ErrorCode.NOT_FOUND, () -> open(topic(), b -> b.set("topology", "verify")));
  }

  @Test
  void clause_11_9_one_physical_name_for_two_resources_is_refused() {
    IsobarException failure =
        assertThrows(
            IsobarException.class,
            () ->
                open(
                    topology(t -> t.queue("one").queue("two")),
                    b -> b.set("bindings.one", "same").set("bindings.two", "same")));
    assertNames(failure, "one", "two", "same");
  }

  @Test
  void clause_11_10_a_resource_declared_differently_is_refused() {
    IsobarException failure =
        fails(
            ErrorCode.INVALID_ARGUMENT,
            () -> open(queue(t -> t), b -> b.set("queues.jobs.ordered", "true")));
    assertNames(failure, QUEUE);
  }

  @Test
  void clause_11_10_tuning_in_the_configuration_wins() {
    Isobar isobar = open(queue(t -> t.maxAttempts(4)), b -> b.set("queues.jobs.max-attempts", "7"));
    Recorder seen = recorder();
    isobar.subscribe(QUEUE, seen);
    isobar.publisher(QUEUE).publish(event("e1"));
    await(seen, "the event", seen.hasCompleted("e1"));
    assertEquals(7, seen.calls().get(0).delivery.maxAttempts());
  }

  @Test
  void clause_11_11_an_unknown_key_is_an_error() {
    assertNames(refused("nonsense", "1"), "isobar.nonsense");
    System.setProperty("isobar.rubbish", "1");
    try {
      assertNames(refused(), "isobar.rubbish");
    } finally {
      System.clearProperty("isobar.rubbish");
    }
  }
}
