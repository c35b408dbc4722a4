package dev.isobar;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.ObjectInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.NullMarked;

/**
 * The picture of the architecture as rules: arrows point one way, the runtime is closed, and
 * nothing but the real platform knows the time, starts a thread or throws dice.
 */
@AnalyzeClasses(packages = "dev.isobar", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String RUNTIME = "dev.isobar.runtime";
  private static final int MOST_TYPES_IN_A_RUNTIME_PACKAGE = 12;

  /** Which layers the types of a layer may use; the runtime, which is not listed, may use all. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "filter", List.of(),
          "root", List.of("filter"),
          "spi", List.of("root", "filter"),
          "codec", List.of("root", "spi"),
          "config", List.of("root", "spi", "filter"));

  @ArchTest static final ArchRule arrows_point_one_way = layers();

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().assignedFrom(new OnePackageEach()).should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule time_threads_and_chance_come_from_the_platform =
      noClasses()
          .that(not(realPlatform()))
          .should()
          .accessTargetWhere(bringsItsOwnTimeThreadOrChance())
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule no_thread_locals =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocal.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule no_java_deserialization =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class)
          .allowEmptyShould(true);

  @ArchTest
  static void runtime_packages_stay_small(JavaClasses classes) {
    Map<String, Long> sizes =
        classes.stream()
            .filter(c -> (c.getPackageName() + ".").startsWith(RUNTIME + "."))
            .filter(ArchitectureTest::isTopLevelType)
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(sizes)
        .allSatisfy(
            (name, size) ->
                assertThat(size)
                    .as("top-level types in %s", name)
                    .isLessThanOrEqualTo(MOST_TYPES_IN_A_RUNTIME_PACKAGE));
  }

  @ArchTest
  static void every_package_is_null_marked(JavaClasses classes) {
    var unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(p -> p.getName())
            .toList();

    assertThat(unmarked).as("packages without a @NullMarked package-info.java").isEmpty();
  }

  private static ArchRule layers() {
    var layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("runtime")
            .definedBy(RUNTIME + "..");
    for (String name : MAY_USE.keySet()) {
      String packages = name.equals("root") ? "dev.isobar" : "dev.isobar." + name + "..";
      layers = layers.layer(name).definedBy(packages);
    }
    for (var rule : MAY_USE.entrySet()) {
      var layer = layers.whereLayer(rule.getKey());
      layers =
          rule.getValue().isEmpty()
              ? layer.mayNotAccessAnyLayer()
              : layer.mayOnlyAccessLayers(rule.getValue().toArray(String[]::new));
    }
    return layers.ensureAllClassesAreContainedInArchitecture().allowEmptyShould(true);
  }

  private static boolean isTopLevelType(JavaClass type) {
    return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
  }

  private static DescribedPredicate<JavaClass> realPlatform() {
    return describe(
        "are the real Platform",
        c ->
            c.getPackageName().equals(RUNTIME + ".platform")
                || c.getName().matches("dev\\.isobar\\.runtime\\.SystemPlatform(\\$.*)?"));
  }

  /** The ways past the injected {@code Platform} that a reader would not notice in a review. */
  private static DescribedPredicate<JavaAccess<?>> bringsItsOwnTimeThreadOrChance() {
    return describe(
        "it brings a clock, a thread, a delay or a random number of its own",
        access -> isForbidden(access) || runsOnTheCommonPool(access));
  }

  private static final Set<Class<?>> FORBIDDEN_TYPES =
      Set.of(
          Executors.class,
          ForkJoinPool.class,
          Random.class,
          SplittableRandom.class,
          ThreadLocalRandom.class,
          ThreadPoolExecutor.class,
          Timer.class);

  private static final Map<Class<?>, List<String>> FORBIDDEN_MEMBERS =
      Map.ofEntries(
          Map.entry(Clock.class, List.of("system", "systemDefaultZone", "systemUTC")),
          Map.entry(
              CompletableFuture.class,
              List.of("completeOnTimeout", "delayedExecutor", "orTimeout")),
          Map.entry(Instant.class, List.of("now")),
          Map.entry(LocalDate.class, List.of("now")),
          Map.entry(LocalDateTime.class, List.of("now")),
          Map.entry(Math.class, List.of("random")),
          Map.entry(OffsetDateTime.class, List.of("now")),
          Map.entry(System.class, List.of("currentTimeMillis", "nanoTime")),
          Map.entry(Thread.class, List.of("<init>", "sleep")),
          Map.entry(UUID.class, List.of("randomUUID")),
          Map.entry(ZonedDateTime.class, List.of("now")));

  private static boolean isForbidden(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return FORBIDDEN_TYPES.stream().anyMatch(owner::isEquivalentTo)
        || FORBIDDEN_MEMBERS.entrySet().stream()
            .filter(e -> owner.isEquivalentTo(e.getKey()))
            .anyMatch(e -> e.getValue().contains(access.getTarget().getName()));
  }

  /** {@code thenApplyAsync(f)} without an executor runs on a pool that nobody injected. */
  private static boolean runsOnTheCommonPool(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitCallTarget target
        && target.getName().endsWith("Async")
        && belongToAnyOf(CompletableFuture.class, CompletionStage.class).test(target.getOwner())
        && target.getRawParameterTypes().stream().noneMatch(t -> t.isEquivalentTo(Executor.class));
  }

  private static final class OnePackageEach implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }
}
