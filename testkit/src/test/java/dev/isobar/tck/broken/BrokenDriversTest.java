package dev.isobar.tck.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.isobar.Isobar;
import dev.isobar.tck.ContractSuite;
import dev.isobar.tck.DriverFixture;
import dev.isobar.tck.SimFixture;
import dev.isobar.test.sim.SimProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Each defect of a driver is noticed by the tests of the clauses that forbid it. */
class BrokenDriversTest {
  private static Defect planted = Defect.NONE;

  /** The contract on a driver with the planted defect; run by this test alone. */
  static class OnBrokenDriver extends ContractSuite {
    @Override
    protected DriverFixture fixture() {
      return new BrokenFixture(planted);
    }
  }

  /** A simulated world whose driver has a defect. */
  private static final class BrokenFixture extends SimFixture {
    private final Defect defect;

    BrokenFixture(Defect defect) {
      super(defect == Defect.DROPS_ATTRIBUTES ? SimProfile.pubsub() : SimProfile.local());
      this.defect = defect;
    }

    @Override
    public String provider() {
      return "broken";
    }

    @Override
    public String provedOn() {
      return "";
    }

    @Override
    public Isobar open(Isobar.Builder builder) {
      return super.open(spoiled(builder));
    }

    @Override
    public Optional<Killable> openKillable(Isobar.Builder builder, Consumer<Isobar> use) {
      return super.openKillable(spoiled(builder), use);
    }

    private Isobar.Builder spoiled(Isobar.Builder builder) {
      String word = defect.name().toLowerCase(Locale.ROOT).replace('_', '-');
      return builder.set("broken.defect", word);
    }
  }

  @TestFactory
  Stream<DynamicTest> every_defect_is_noticed() {
    return EnumSet.complementOf(EnumSet.of(Defect.NONE)).stream()
        .map(defect -> DynamicTest.dynamicTest(defect.name(), () -> isNoticed(defect)));
  }

  private static void isNoticed(Defect defect) {
    assertThat(failing(defect)).containsExactlyInAnyOrderElementsOf(defect.clauses());
  }

  @TestFactory
  Stream<DynamicTest> the_driver_without_a_defect_passes_the_same_tests() {
    Set<String> clauses = new TreeSet<>();
    EnumSet.allOf(Defect.class).forEach(d -> clauses.addAll(d.clauses()));
    return Stream.of(
        DynamicTest.dynamicTest("NONE", () -> assertThat(failing(Defect.NONE, clauses)).isEmpty()));
  }

  private static Set<String> failing(Defect defect) {
    return failing(defect, defect.clauses());
  }

  /** Returns the numbers of those clauses of which a test fails. */
  private static Set<String> failing(Defect defect, Collection<String> clauses) {
    planted = defect;
    Set<String> failed = new TreeSet<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(OnBrokenDriver.class))
            .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(of(clauses, test)))
            .build();
    List<String> run = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String clause = test.getSource().map(BrokenDriversTest::clause).orElse("");
                run.add(clause);
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                  failed.add(clause);
                }
              }
            });
    assertThat(run).as("clauses that ran").containsAll(clauses);
    return failed;
  }

  private static boolean of(Collection<String> clauses, TestDescriptor test) {
    return clauses.contains(test.getSource().map(BrokenDriversTest::clause).orElse(""));
  }

  private static String clause(Object source) {
    if (source instanceof MethodSource method && method.getMethodName().startsWith("clause_")) {
      String[] words = method.getMethodName().split("_");
      return words[1] + "." + words[2];
    }
    return "";
  }
}
