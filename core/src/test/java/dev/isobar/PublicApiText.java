package dev.isobar;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public and protected types and members of some packages as sorted text: one line each,
 * without package names, with nullness. Names of parameters are shown for the reader.
 */
final class PublicApiText {

  private PublicApiText() {}

  /** {@return the text for the packages whose class files lie below the folder} */
  static String of(Path classes, List<String> packages) {
    return packages.stream()
        .map(name -> ofPackage(classes, name))
        .filter(Predicate.not(String::isEmpty))
        .collect(joining("\n"));
  }

  private static String ofPackage(Path classes, String name) {
    List<Class<?>> types = visibleTypes(classes.resolve(name.replace('.', '/')), name);
    if (types.isEmpty()) {
      return "";
    }
    return types.stream()
        .map(PublicApiText::ofType)
        .collect(joining("\n", "package " + name + "\n\n", ""));
  }

  private static List<Class<?>> visibleTypes(Path folder, String packageName) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .sorted()
          .<Class<?>>map(file -> load(packageName + "." + file))
          .filter(PublicApiText::isVisible)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApiText.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && !type.isSynthetic()
        && isVisible(type.getModifiers())
        && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String ofType(Class<?> type) {
    List<String> members = new ArrayList<>();
    if (type.isEnum()) {
      members.addAll(enumConstants(type));
    }
    members.addAll(sorted(fields(type)));
    members.addAll(sorted(constructors(type)));
    members.addAll(sorted(methods(type)));
    return header(type) + "\n" + members.stream().map(m -> "  " + m + "\n").collect(joining());
  }

  private static List<String> sorted(Stream<String> lines) {
    return lines
        .distinct()
        .sorted(comparing(PublicApiText::nameIn).thenComparing(line -> line))
        .toList();
  }

  /** The name that a line declares: the word before its parameters, or the last one. */
  private static String nameIn(String line) {
    int parameters = line.indexOf('(');
    String declared = parameters < 0 ? line : line.substring(0, parameters);
    return declared.substring(declared.lastIndexOf(' ') + 1);
  }

  private static String header(Class<?> type) {
    return deprecated(type)
        + modifiers(type)
        + kind(type)
        + simple(type)
        + typeParameters(type.getTypeParameters())
        + recordHeader(type)
        + parents(type)
        + permits(type);
  }

  private static String modifiers(Class<?> type) {
    int modifiers = type.getModifiers() & Modifier.classModifiers();
    if (type.isInterface() || type.isRecord() || type.isEnum()) {
      modifiers &= ~(Modifier.ABSTRACT | Modifier.FINAL | Modifier.STATIC);
    }
    String text = Modifier.toString(modifiers);
    return text + " " + (type.isSealed() && !type.isEnum() ? "sealed " : "");
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface ";
    }
    if (type.isInterface()) {
      return "interface ";
    }
    if (type.isEnum()) {
      return "enum ";
    }
    return type.isRecord() ? "record " : "class ";
  }

  private static String recordHeader(Class<?> type) {
    if (!type.isRecord()) {
      return "";
    }
    return Arrays.stream(type.getRecordComponents())
        .map(c -> text(c.getAnnotatedType()) + " " + c.getName())
        .collect(joining(", ", "(", ")"));
  }

  private static String parents(Class<?> type) {
    Class<?> superclass = type.getSuperclass();
    boolean implied =
        superclass == null || Set.of(Object.class, Record.class, Enum.class).contains(superclass);
    List<String> parents = new ArrayList<>();
    if (!implied && !isHidden(superclass)) {
      parents.add(text(type.getAnnotatedSuperclass()));
    }
    Arrays.stream(type.getAnnotatedInterfaces())
        .map(PublicApiText::text)
        .sorted()
        .forEach(parents::add);
    return parents.isEmpty() ? "" : " : " + String.join(", ", parents);
  }

  private static String permits(Class<?> type) {
    Class<?>[] permitted = type.isSealed() && !type.isEnum() ? type.getPermittedSubclasses() : null;
    if (permitted == null) {
      return "";
    }
    List<String> names =
        Arrays.stream(permitted)
            .filter(PublicApiText::isVisible)
            .map(PublicApiText::simple)
            .sorted()
            .toList();
    return names.isEmpty() ? "" : " permits " + String.join(", ", names);
  }

  private static List<String> enumConstants(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(Field::isEnumConstant)
        .map(Field::getName)
        .toList();
  }

  private static Stream<String> fields(Class<?> type) {
    return withHiddenParents(type)
        .flatMap(t -> Arrays.stream(t.getDeclaredFields()))
        .filter(f -> !f.isEnumConstant() && isVisibleMember(type, f))
        .map(
            f ->
                deprecated(f)
                    + memberModifiers(type, f, Modifier.fieldModifiers())
                    + text(f.getAnnotatedType())
                    + " "
                    + f.getName());
  }

  private static Stream<String> constructors(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(c -> isVisibleMember(type, c) && !isCanonical(type, c) && !type.isEnum())
        .map(
            c ->
                deprecated(c)
                    + memberModifiers(type, c, Modifier.constructorModifiers())
                    + simple(type)
                    + signature(c));
  }

  private static boolean isCanonical(Class<?> type, Constructor<?> constructor) {
    return type.isRecord()
        && Arrays.equals(
            constructor.getParameterTypes(),
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray());
  }

  private static Stream<String> methods(Class<?> type) {
    return withHiddenParents(type)
        .flatMap(t -> Arrays.stream(t.getDeclaredMethods()))
        .filter(m -> !m.isBridge() && isVisibleMember(type, m) && !isImplied(type, m))
        .map(
            m ->
                deprecated(m)
                    + memberModifiers(type, m, Modifier.methodModifiers())
                    + typeParameters(m.getTypeParameters())
                    + (m.getTypeParameters().length == 0 ? "" : " ")
                    + text(m.getAnnotatedReturnType())
                    + " "
                    + m.getName()
                    + signature(m));
  }

  /** The accessors and standard methods of records and enums, which their headers imply. */
  private static boolean isImplied(Class<?> type, Method method) {
    boolean standard = Set.of("equals", "hashCode", "toString").contains(method.getName());
    if (type.isRecord()) {
      return standard
          || method.getParameterCount() == 0
              && Arrays.stream(type.getRecordComponents())
                  .anyMatch(c -> c.getName().equals(method.getName()));
    }
    return standard || type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
  }

  /** The type itself and the package-private parents whose public members it therefore shows. */
  private static Stream<Class<?>> withHiddenParents(Class<?> type) {
    Stream<Class<?>> parents =
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
            .filter(PublicApiText::isHidden)
            .flatMap(PublicApiText::withHiddenParents);
    return Stream.concat(Stream.of(type), parents);
  }

  private static boolean isHidden(Class<?> parent) {
    return parent.getName().startsWith("dev.isobar.") && !isVisible(parent);
  }

  private static boolean isVisibleMember(Class<?> type, Member member) {
    int modifiers = member.getModifiers();
    boolean reachable =
        Modifier.isPublic(modifiers)
            || Modifier.isProtected(modifiers) && !Modifier.isFinal(type.getModifiers());
    return reachable && !member.isSynthetic();
  }

  private static String memberModifiers(Class<?> type, Member member, int allowed) {
    int modifiers = member.getModifiers() & allowed;
    modifiers &= ~(Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT | Modifier.TRANSIENT);
    if (type.isInterface()) {
      modifiers &= ~(Modifier.PUBLIC | Modifier.ABSTRACT);
      if (member instanceof Field) {
        modifiers &= ~(Modifier.STATIC | Modifier.FINAL);
      }
    }
    String text =
        member instanceof Method m && m.isDefault() ? "default" : Modifier.toString(modifiers);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String deprecated(AnnotatedElement element) {
    return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
  }

  private static String signature(Executable executable) {
    String parameters =
        Arrays.stream(executable.getParameters())
            .map(PublicApiText::text)
            .collect(joining(", ", "(", ")"));
    String thrown =
        Arrays.stream(executable.getAnnotatedExceptionTypes())
            .map(PublicApiText::text)
            .sorted()
            .collect(joining(", "));
    return parameters + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String text(Parameter parameter) {
    String type = text(parameter.getAnnotatedType());
    if (parameter.isVarArgs()) {
      type = type.substring(0, type.length() - "[]".length()) + "...";
    }
    return type + " " + parameter.getName();
  }

  private static String typeParameters(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables).map(PublicApiText::text).collect(joining(", ", "<", ">"));
  }

  private static String text(TypeVariable<?> variable) {
    String bounds = bounds(variable.getAnnotatedBounds());
    return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
  }

  private static String bounds(AnnotatedType[] bounds) {
    return Arrays.stream(bounds)
        .map(PublicApiText::text)
        .filter(bound -> !bound.equals("Object"))
        .collect(joining(" & "));
  }

  private static String text(AnnotatedType type) {
    String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
    if (type instanceof AnnotatedArrayType array) {
      String component = text(array.getAnnotatedGenericComponentType());
      return component + (nullable.isEmpty() ? "" : " " + nullable) + "[]";
    }
    return nullable + plainText(type);
  }

  private static String plainText(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType parameterized) {
      String raw = name(type.getType()).replaceFirst("<.*", "");
      return Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
          .map(PublicApiText::text)
          .collect(joining(", ", raw + "<", ">"));
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      String lower = bounds(wildcard.getAnnotatedLowerBounds());
      String upper = bounds(wildcard.getAnnotatedUpperBounds());
      return "?"
          + (lower.isEmpty() ? "" : " super " + lower)
          + (upper.isEmpty() ? "" : " extends " + upper);
    }
    if (type instanceof AnnotatedTypeVariable) {
      return type.getType().getTypeName();
    }
    return name(type.getType());
  }

  private static String name(Type type) {
    return type instanceof Class<?> c ? simple(c) : withoutPackages(type.getTypeName());
  }

  private static String simple(Class<?> type) {
    return withoutPackages(type.getTypeName());
  }

  private static String withoutPackages(String typeName) {
    return typeName.replaceAll("\\b(?:[a-z][a-z0-9_]*\\.)+(?=[A-Z])", "").replace('$', '.');
  }
}
