package dev.isobar;

import static java.util.stream.Collectors.toSet;
import static javax.lang.model.element.ElementKind.CLASS;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Elements.Origin;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The public and protected types and members without a Javadoc comment. Overriding methods inherit
 * one. Unlike doclint's group "missing" it doesn't ask for tags that would repeat the prose.
 */
final class UndocumentedApi {

  private UndocumentedApi() {}

  /** {@return one line per element, for the packages whose sources lie below the folder} */
  static List<String> in(Path sources, List<String> packages) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
      var units = files.getJavaFileObjectsFromPaths(javaFiles(sources, packages));
      JavacTask task = (JavacTask) compiler.getTask(null, files, null, options, null, units);
      Elements elements = task.getElements();
      return StreamSupport.stream(task.analyze().spliterator(), false)
          .filter(TypeElement.class::isInstance)
          .filter(type -> packages.contains(elements.getPackageOf(type).toString()))
          .flatMap(type -> undocumented(type, elements))
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static List<Path> javaFiles(Path sources, List<String> packages) {
    return packages.stream()
        .map(name -> sources.resolve(name.replace('.', '/')))
        .filter(Files::isDirectory)
        .flatMap(UndocumentedApi::javaFiles)
        .toList();
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> undocumented(Element element, Elements elements) {
    if (!isVisible(element)) {
      return Stream.empty();
    }
    Stream<String> own =
        needsComment(element, elements) && elements.getDocComment(element) == null
            ? Stream.of(element.getEnclosingElement() + ": " + element)
            : Stream.empty();
    Stream<String> enclosed =
        element.getEnclosedElements().stream().flatMap(e -> undocumented(e, elements));
    return Stream.concat(own, enclosed);
  }

  private static boolean isVisible(Element element) {
    Set<Modifier> modifiers = element.getModifiers();
    boolean inFinalClass =
        element.getEnclosingElement().getKind() == CLASS
            && element.getEnclosingElement().getModifiers().contains(Modifier.FINAL);
    return modifiers.contains(Modifier.PUBLIC)
        || modifiers.contains(Modifier.PROTECTED) && !inFinalClass;
  }

  private static boolean needsComment(Element element, Elements elements) {
    return elements.getOrigin(element) == Origin.EXPLICIT
        && element.getAnnotation(Override.class) == null
        && !isImplied(element);
  }

  /** What the header of an enum or a record implies; the compiler calls it explicit too. */
  private static boolean isImplied(Element member) {
    String name = member.getSimpleName().toString();
    if (member.getEnclosingElement() instanceof TypeElement type) {
      return switch (type.getKind()) {
        case ENUM -> Set.of("values", "valueOf").contains(name);
        case RECORD -> impliedByRecord(type).contains(name);
        default -> false;
      };
    }
    return false;
  }

  private static Set<String> impliedByRecord(TypeElement type) {
    Stream<String> components =
        type.getRecordComponents().stream().map(c -> c.getSimpleName().toString());
    return Stream.concat(components, Stream.of("<init>", "equals", "hashCode", "toString"))
        .collect(toSet());
  }
}
