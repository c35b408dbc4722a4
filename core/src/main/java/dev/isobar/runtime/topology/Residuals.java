package dev.isobar.runtime.topology;

import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Part;
import java.util.List;

/**
 * What every event has to pass on receipt, whatever native filters said: the filter of its
 * subscription, and where a route could only be installed wider than declared, the filters of the
 * routes that end there. Immutable.
 */
public final class Residuals {
  private final Topology topology;
  private final Driver driver;
  private final Places places;

  /**
   * Looks nothing up yet.
   *
   * @param topology the declared resources, also those that this service does not use
   * @param driver compiles filters
   * @param places addresses
   */
  public Residuals(Topology topology, Driver driver, Places places) {
    this.topology = topology;
    this.driver = driver;
    this.places = places;
  }

  /**
   * Returns the filter for events that arrive.
   *
   * @param resource a subscription or queue
   */
  public Filter of(Resource resource) {
    String target = resource.from().orElse(resource.name());
    List<Resource> routes = topology.routesTo(target);
    if (fedByExactRoutesOnly(target)) {
      return resource.filter();
    }
    Filter any = Filter.or(routes.stream().map(Resource::filter).toList());
    return Filter.and(List.of(any, resource.filter()));
  }

  /**
   * Returns whether every route that ends at a target is installed exactly, as it is with no route.
   *
   * @param target the logical name of a topic or queue
   */
  public boolean fedByExactRoutesOnly(String target) {
    return topology.routesTo(target).stream().allMatch(this::exact);
  }

  private boolean exact(Resource route) {
    return driver.compile(route.filter(), places.of(route, Part.MAIN)).exact();
  }
}
