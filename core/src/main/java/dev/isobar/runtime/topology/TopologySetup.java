package dev.isobar.runtime.topology;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.config.SafeText;
import dev.isobar.runtime.platform.Backoff;
import dev.isobar.runtime.platform.Stages;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Part;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Provisioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the provider and the declaration together at start-up, on the opening thread. */
public final class TopologySetup {
  private static final Logger LOG = LoggerFactory.getLogger("dev.isobar.topology");
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final int TRIES = 5;

  private final Platform platform;
  private final Driver driver;
  private final Places places;
  private final List<Resource> used;
  private final List<String> problems = new ArrayList<>();
  private final List<String> unverified = new ArrayList<>();
  private ErrorCode worst = ErrorCode.CONFLICT;

  /**
   * Looks nothing up yet.
   *
   * @param platform waits
   * @param driver the provider
   * @param places addresses
   * @param used the resources that this service uses
   */
  public TopologySetup(Platform platform, Driver driver, Places places, List<Resource> used) {
    this.platform = platform;
    this.driver = driver;
    this.places = places;
    this.used = used.stream().sorted(Comparator.comparing(TopologySetup::rank)).toList();
  }

  /** Topics, queues and buses before what hangs on them. */
  private static int rank(Resource resource) {
    return switch (resource.kind()) {
      case TOPIC, QUEUE, BUS -> 0;
      case SUBSCRIPTION -> 1;
      case ROUTE -> 2;
    };
  }

  /**
   * Refuses what the provider cannot do at all.
   *
   * @throws IsobarException UNSUPPORTED listing every such resource
   */
  public void refuseUnsupported() {
    for (Resource resource : used) {
      Capabilities can = driver.capabilities(places.of(resource, Part.MAIN));
      if (resource.ordered() && can.orderedBatch() == Capabilities.OrderedBatch.UNSUPPORTED) {
        problems.add(
            resource
                + " is declared ordered, and this provider keeps no order there; remove ordered, or choose another provider or address");
      }
    }
    throwIfAny(ErrorCode.UNSUPPORTED, "this provider cannot carry the topology");
  }

  /**
   * Compares; harmless drift and what may not be looked at are warnings.
   *
   * @throws IsobarException listing everything that is missing, or differs so that events could be
   *     lost, reordered or left out: NOT_FOUND when something is missing, else CONFLICT
   */
  public void verify() {
    used.forEach(this::verify);
    throwIfAny(worst, "the provider's resources are not as declared (isobar.topology=verify)");
  }

  /**
   * Creates what is missing and updates what differs and can be changed.
   *
   * @throws IsobarException as {@link #verify()}, for what cannot be changed
   */
  public void create() {
    Provisioner provisioner = driver.provisioner();
    for (Resource resource : used) {
      Address address = places.of(resource, Part.MAIN);
      call(address, () -> provisioner.create(address));
      if (differs(call(address, () -> provisioner.compare(address)))) {
        call(address, () -> provisioner.update(address));
      }
      verify(resource);
    }
    throwIfAny(
        worst, "the provider's resources cannot be made as declared (isobar.topology=create)");
  }

  /** Returns the resources that could not be looked at, for {@code explain()}. */
  public List<String> unverified() {
    return List.copyOf(unverified);
  }

  private static boolean differs(List<Difference> differences) {
    return differences.stream().anyMatch(d -> d.kind() == Difference.Kind.DIFFERENT);
  }

  private void verify(Resource resource) {
    Address address = places.of(resource, Part.MAIN);
    call(address, () -> driver.provisioner().compare(address))
        .forEach(difference -> judge(resource, address, difference));
  }

  private void judge(Resource resource, Address address, Difference difference) {
    switch (difference.kind()) {
      case MISSING -> {
        problems.add(describe(address, difference));
        worst = ErrorCode.NOT_FOUND;
      }
      case IMMUTABLE -> problems.add(describe(address, difference));
      case DIFFERENT -> report(address, difference, difference.harmful());
      case NOT_PERMITTED -> {
        unverified.add(resource.name());
        report(address, difference, resource.ordered());
      }
    }
  }

  private void report(Address address, Difference difference, boolean harmful) {
    String text = describe(address, difference);
    if (harmful) {
      problems.add(text);
    } else {
      LOG.warn("{}", text);
    }
  }

  private static String describe(Address address, Difference difference) {
    return SafeText.of(
        address
            + ": "
            + difference.what()
            + " is "
            + difference.kind()
            + ": wanted "
            + difference.wanted()
            + ", found "
            + difference.found()
            + "; "
            + difference.remedy());
  }

  private void throwIfAny(ErrorCode code, String title) {
    if (!problems.isEmpty()) {
      throw new IsobarException(code, title + ":\n  - " + String.join("\n  - ", problems));
    }
  }

  private <T> T call(Address address, Supplier<CompletionStage<T>> call) {
    for (int tries = 1; ; tries++) {
      try {
        return Stages.answer(platform, Stages.call(platform, CALL_TIMEOUT, call));
      } catch (CompletionException e) {
        Throwable cause = Stages.unwrap(e);
        ErrorCode code = Stages.classify(driver, cause);
        if (!code.retryable() || tries == TRIES) {
          throw failed(address, code, cause);
        }
        pause(address, tries);
      } catch (InterruptedException e) {
        throw interrupted(address, e);
      }
    }
  }

  private void pause(Address address, int tries) {
    java.util.concurrent.CompletableFuture<Void> over =
        new java.util.concurrent.CompletableFuture<>();
    platform.schedule(Backoff.CALLS.delay(tries, platform), () -> over.complete(null));
    try {
      Stages.answer(platform, over);
    } catch (InterruptedException e) {
      throw interrupted(address, e);
    }
  }

  private static IsobarException failed(Address address, ErrorCode code, Throwable cause) {
    return new IsobarException(
        code, address + " cannot be looked at or changed: " + SafeText.of(cause), cause);
  }

  private static IsobarException interrupted(Address address, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IsobarException(ErrorCode.CANCELLED, "interrupted while looking at " + address, e);
  }
}
