package dev.isobar.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles a block for Java 17 and runs it in a thread of its own. */
final class BlockRunner {

  private static final String CLASS = "Example";

  private static final String IMPORTS =
      """
      import dev.isobar.*;
      import dev.isobar.filter.*;
      import io.cloudevents.CloudEvent;
      import io.cloudevents.core.builder.CloudEventBuilder;
      import java.net.URI;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.function.*;
      """;

  private final Splitter splitter;
  private final Path folder;
  private final Duration bound;

  /**
   * Makes a runner.
   *
   * @param splitter takes blocks apart
   * @param folder an empty one, for the class files
   * @param bound how long a block may run, and how long it may take to end when told to
   */
  BlockRunner(Splitter splitter, Path folder, Duration bound) {
    this.splitter = splitter;
    this.folder = folder;
    this.bound = bound;
  }

  /** Compiles the block and, unless it is compile-only, runs it. */
  void check(Block block) throws Exception {
    compile(block);
    if (block.compileOnly().isEmpty()) {
      run(block);
    }
  }

  /** The block as a class that extends {@link Prelude}; statements become its method. */
  private String wrapped(String code) {
    var pieces = splitter.split(code);
    return """
        %s%s
        public class %s extends %s {
        %s
        @Override public void statements() throws Exception {
        %s
        }
        }
        """
        .formatted(
            IMPORTS,
            String.join("\n", pieces.imports()),
            CLASS,
            Prelude.class.getName(),
            String.join("\n", pieces.members()),
            String.join("\n", pieces.statements()));
  }

  private void compile(Block block) throws IOException {
    String source = wrapped(block.code());
    Path file = Files.writeString(folder.resolve(CLASS + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-proc:none",
              "-parameters",
              "-nowarn",
              "-d",
              folder.toString(),
              "-classpath",
              System.getProperty("java.class.path"));
      var task =
          compiler.getTask(problems, files, null, options, null, files.getJavaFileObjects(file));
      if (!task.call()) {
        throw new AssertionError(
            block + " does not compile:\n" + problems + "\nIt was compiled as\n" + source);
      }
    }
  }

  private void run(Block block) throws Exception {
    URL[] path = {folder.toUri().toURL()};
    try (var loader = new URLClassLoader(path, getClass().getClassLoader());
        var output = new CapturedOutput()) {
      Class<?> example = loader.loadClass(CLASS);
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Thread thread = new Thread(() -> complete(ended, () -> invoke(example)), block.toString());
      thread.setContextClassLoader(loader);
      thread.setDaemon(true);
      thread.start();
      if (block.prints().isPresent()) {
        output.await(block.prints().get(), bound, ended);
        thread.interrupt();
      }
      awaitEnd(block, thread, ended);
      if (block.prints().isPresent() && !output.text().contains(block.prints().get())) {
        throw new AssertionError(
            "%s should print '%s' but printed '%s'"
                .formatted(block, block.prints().get(), output.text()));
      }
    }
  }

  private void awaitEnd(Block block, Thread thread, CompletableFuture<Void> ended)
      throws Exception {
    try {
      ended.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var stuck = new AssertionError(block + " doesn't end within " + bound);
      stuck.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw stuck;
    } catch (ExecutionException e) {
      throw new AssertionError(block + " failed: " + e.getCause(), e.getCause());
    }
  }

  /** Runs the statements and then each main method, in the order in which they were written. */
  private static void invoke(Class<?> example) throws Exception {
    try (Prelude prelude = (Prelude) example.getDeclaredConstructor().newInstance()) {
      prelude.statements();
    }
    for (Class<?> type : example.getDeclaredClasses()) {
      initialize(type);
      callMain(type);
    }
    callMain(example);
  }

  private static void initialize(Class<?> type) throws ClassNotFoundException {
    Class.forName(type.getName(), true, type.getClassLoader());
  }

  private static void callMain(Class<?> type) throws Exception {
    var main =
        Arrays.stream(type.getDeclaredMethods())
            .filter(m -> m.getName().equals("main"))
            .filter(m -> Arrays.equals(m.getParameterTypes(), new Class<?>[] {String[].class}))
            .findFirst();
    if (main.isPresent()) {
      main.get().setAccessible(true);
      main.get().invoke(null, (Object) new String[0]);
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void complete(CompletableFuture<Void> ended, Action action) {
    try {
      action.run();
      ended.complete(null);
    } catch (InvocationTargetException e) {
      ended.completeExceptionally(e.getCause());
    } catch (Throwable e) {
      ended.completeExceptionally(e);
    }
  }
}
