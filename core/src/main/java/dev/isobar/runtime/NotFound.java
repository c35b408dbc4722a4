package dev.isobar.runtime;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.Resource.Kind;
import dev.isobar.Topology;
import dev.isobar.config.Nearest;
import java.util.List;
import java.util.function.Predicate;

/** Says why a name cannot be used as it was, and what can be used instead. */
final class NotFound {
  private final Topology topology;

  NotFound(Topology topology) {
    this.topology = topology;
  }

  /**
   * Returns the error.
   *
   * @param name what was asked for
   * @param verb what was to be done with it
   * @param wanted the kinds with which that can be done
   */
  IsobarException error(String name, String verb, Predicate<Resource> wanted) {
    return new IsobarException(
        ErrorCode.NOT_FOUND,
        topology
            .find(name)
            .map(found -> misused(found, verb, wanted))
            .orElse(unknown(name, verb, wanted)));
  }

  private String misused(Resource found, String verb, Predicate<Resource> wanted) {
    return wanted.test(found)
        ? found + " cannot be " + verb + ", because Topology.only leaves it out; name it there"
        : described(found) + " and cannot be " + verb + "; " + instead(found);
  }

  private static String described(Resource found) {
    String kind = found.kind().name().toLowerCase(java.util.Locale.ROOT);
    return found.name() + " is a " + kind + found.from().map(from -> " of " + from).orElse("");
  }

  private String instead(Resource found) {
    return switch (found.kind()) {
      case SUBSCRIPTION, ROUTE -> "publish to " + found.from().orElse("");
      case TOPIC -> "use one of its subscriptions " + names(found, Kind.SUBSCRIPTION);
      case BUS -> "use what its routes " + names(found, Kind.ROUTE) + " lead to";
      case QUEUE -> "use a topic or subscription";
    };
  }

  private List<String> names(Resource from, Kind kind) {
    return topology.resources().stream()
        .filter(r -> r.kind() == kind && r.from().filter(from.name()::equals).isPresent())
        .map(Resource::name)
        .toList();
  }

  private String unknown(String name, String verb, Predicate<Resource> wanted) {
    List<Resource> there = topology.used().stream().filter(wanted).toList();
    return "nothing named \""
        + name
        + "\" can be "
        + verb
        + "; there are "
        + there
        + "; declare it in the topology"
        + Nearest.hint(name, there.stream().map(Resource::name).toList());
  }
}
