package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.spi.Address;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Provisioner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Creates and compares the places of the broker. */
final class SimProvisioner implements Provisioner {
  private final SimBroker broker;
  private final SimDriver driver;

  SimProvisioner(SimBroker broker, SimDriver driver) {
    this.broker = broker;
    this.driver = driver;
  }

  @Override
  public CompletionStage<List<Difference>> compare(Address wanted) {
    return driver.call(wanted, () -> differences(wanted));
  }

  @Override
  public CompletionStage<Void> create(Address wanted) {
    return driver.call(
        wanted,
        () -> {
          createNow(wanted);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> update(Address wanted) {
    return driver.call(
        wanted,
        () -> {
          updateNow(wanted);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> delete(Address unwanted) {
    return driver.call(
        unwanted,
        () -> {
          deleteNow(unwanted);
          return null;
        });
  }

  private List<Difference> differences(Address wanted) {
    Resource resource = wanted.resource();
    List<Difference> found = new ArrayList<>();
    SimHub.Branch branch = branch(wanted);
    if (branches(resource) ? branch == null : place(wanted) == null) {
      found.add(difference(Difference.Kind.MISSING, resource.toString(), "present", "missing"));
    } else if (branch != null && !branch.filter().equals(resource.filter())) {
      found.add(
          difference(
              Difference.Kind.DIFFERENT,
              resource + " filter",
              resource.filter().toString(),
              branch.filter().toString()));
    } else if (!orderedAsDeclared(wanted)) {
      found.add(
          difference(
              Difference.Kind.IMMUTABLE,
              resource + " ordered",
              Boolean.toString(resource.ordered()),
              Boolean.toString(!resource.ordered())));
    }
    return found;
  }

  private boolean orderedAsDeclared(Address wanted) {
    SimPlace place = place(wanted);
    return place == null || place.ordered() == wanted.resource().ordered();
  }

  private static Difference difference(
      Difference.Kind kind, String what, String wanted, String found) {
    return new Difference(kind, what, wanted, found, true, "create the broker anew");
  }

  private void createNow(Address wanted) {
    Resource resource = wanted.resource();
    String name = wanted.physicalName();
    switch (resource.kind()) {
      case TOPIC, BUS ->
          broker.places().computeIfAbsent(name, n -> new SimHub(broker, n, resource.ordered()));
      case QUEUE -> channels(wanted);
      case SUBSCRIPTION ->
          hub(wanted)
              .branches()
              .computeIfAbsent(name, n -> new SimHub.Branch(resource.filter(), channels(wanted)));
      case ROUTE ->
          hub(wanted)
              .branches()
              .computeIfAbsent(
                  name,
                  n ->
                      new SimHub.Branch(
                          resource.filter(),
                          broker.place(driver.physicalName(resource.to().orElseThrow()))));
    }
  }

  private SimChannel channels(Address wanted) {
    Resource resource = wanted.resource();
    String name = wanted.physicalName();
    SimChannel dead = channel(name + "-dead", resource, false);
    SimChannel main = channel(name, resource, resource.ordered());
    limitDeliveries(resource, main, dead);
    if (resource.kind() == Resource.Kind.SUBSCRIPTION && broker.profile().separateReturn()) {
      limitDeliveries(resource, channel(name + "-return", resource, false), dead);
    }
    return main;
  }

  private void limitDeliveries(Resource resource, SimChannel channel, SimChannel dead) {
    int highest = broker.profile().capabilities().maxDeliveryLimit();
    channel.deadLettersAfter(Math.min(2 * resource.tuning().maxAttempts() + 10, highest), dead);
  }

  private SimChannel channel(String name, Resource resource, boolean ordered) {
    return (SimChannel)
        broker
            .places()
            .computeIfAbsent(name, n -> new SimChannel(broker, n, resource.name(), ordered));
  }

  private void updateNow(Address wanted) {
    SimHub.Branch branch = branch(wanted);
    if (branch != null) {
      hub(wanted)
          .branches()
          .put(
              wanted.physicalName(),
              new SimHub.Branch(wanted.resource().filter(), branch.target()));
    }
  }

  private void deleteNow(Address unwanted) {
    if (branches(unwanted.resource()) && branch(unwanted) != null) {
      hub(unwanted).branches().remove(unwanted.physicalName());
    }
    for (String suffix : List.of("", "-dead", "-return")) {
      SimChannel channel = broker.channel(unwanted.physicalName() + suffix);
      if (channel != null) {
        channel.clear();
      }
      broker.places().remove(unwanted.physicalName() + suffix);
    }
  }

  private static boolean branches(Resource resource) {
    return resource.kind() == Resource.Kind.SUBSCRIPTION || resource.kind() == Resource.Kind.ROUTE;
  }

  private @Nullable SimPlace place(Address wanted) {
    return broker.places().get(wanted.physicalName());
  }

  private SimHub.@Nullable Branch branch(Address wanted) {
    if (!branches(wanted.resource())) {
      return null;
    }
    String hub = driver.physicalName(wanted.resource().from().orElseThrow());
    return broker.places().get(hub) instanceof SimHub found
        ? found.branches().get(wanted.physicalName())
        : null;
  }

  private SimHub hub(Address wanted) {
    String name = driver.physicalName(wanted.resource().from().orElseThrow());
    if (broker.places().get(name) instanceof SimHub hub) {
      return hub;
    }
    throw new SimFailure(ErrorCode.NOT_FOUND, name + " does not exist");
  }
}
