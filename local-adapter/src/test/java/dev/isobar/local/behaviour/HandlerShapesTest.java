package dev.isobar.local.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A settlement that nobody returns would lose an event. These lines once compiled, or would if the
 * shapes of handlers changed; each is compiled here, with the API on the class path.
 */
class HandlerShapesTest {
  private static final String BEFORE =
      """
      import dev.isobar.*;
      class Application {
        record Order(String id) {}
        static final EventType<Order> PLACED = EventType.of("placed", Order.class);
        static void charge(Order order) {}
        static void run(Isobar isobar, Router.Builder router) {
      """;
  private static final int FIRST_LINE = 1 + (int) BEFORE.lines().count();

  @TempDir java.nio.file.Path classes;

  @Test
  void what_the_guide_shows_compiles() {
    assertThat(
            refused(
                "isobar.subscribe(\"billing\", PLACED, order -> charge(order));",
                "isobar.subscribe(\"billing\", PLACED, order -> { throw new RejectedEventException(\"no\"); });",
                "isobar.subscribe(\"billing\", PLACED, Application::charge);",
                "isobar.subscribe(\"billing\", PLACED, (order, delivery) -> delivery.retry(\"x\"));",
                "isobar.subscribe(\"billing\", PLACED, (order, delivery) -> { charge(order); return delivery.complete(); });",
                "isobar.subscribe(\"billing\", delivery -> delivery.reject(\"x\"));",
                "isobar.subscribe(\"billing\", Delivery::complete);",
                "router.on(PLACED, order -> charge(order)).on(PLACED, (order, delivery) -> delivery.complete());"))
        .isEmpty();
  }

  @Test
  void a_handler_of_one_argument_cannot_make_a_settlement() {
    assertEveryLineIsRefused(
        "isobar.subscribe(\"billing\", PLACED, order -> Settlement.retry(\"x\"));",
        "isobar.subscribe(\"billing\", PLACED, order -> { Settlement.complete(); });",
        "isobar.subscribe(\"billing\", PLACED, order -> new Settlement());",
        "isobar.subscribe(\"billing\", PLACED, order -> Settlement.Kind.RETRY);",
        "isobar.subscribe(\"billing\", PLACED, order -> delivery.retry(\"x\"));",
        "isobar.subscribe(\"billing\", PLACED, order -> order.retry(\"x\"));",
        "isobar.subscribe(\"billing\", PLACED, order -> isobar.retry(\"x\"));",
        "router.on(PLACED, order -> Settlement.reject(\"x\"));");
  }

  @Test
  void a_handler_that_has_the_delivery_cannot_drop_its_settlement() {
    assertEveryLineIsRefused(
        "isobar.subscribe(\"billing\", PLACED, (order, delivery) -> { delivery.retry(\"x\"); });",
        "isobar.subscribe(\"billing\", PLACED, (order, delivery) -> charge(order));",
        "isobar.subscribe(\"billing\", delivery -> { delivery.retry(\"x\"); });",
        "isobar.subscribe(\"billing\", delivery -> { });",
        "isobar.subscribeBatch(\"billing\", 10, batch -> { batch.get(0).complete(); });",
        "router.on(PLACED, (order, delivery) -> { delivery.reject(\"x\"); });");
  }

  @Test
  void a_handler_of_the_untyped_delivery_cannot_be_given_a_type_by_mistake() {
    assertEveryLineIsRefused("isobar.subscribe(\"billing\", PLACED, (Handler) null);");
  }

  private void assertEveryLineIsRefused(String... lines) {
    assertThat(refused(lines)).containsExactly(lines);
  }

  /** The lines that the compiler refuses. */
  private List<String> refused(String... lines) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    Source source = new Source(BEFORE + String.join("\n", lines) + "\n}}");
    try (var files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
      List<String> options = List.of("-proc:none", "-d", classes.toString());
      compiler.getTask(null, files, found, options, null, List.of(source)).call();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> lines[(int) d.getLineNumber() - FIRST_LINE])
        .distinct()
        .toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String text) {
      super(URI.create("string:///Application.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
