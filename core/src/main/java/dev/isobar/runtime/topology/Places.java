package dev.isobar.runtime.topology;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Part;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The address of every part of every declared resource. Immutable. */
public final class Places {
  private final Driver driver;

  /**
   * Computes and checks all addresses.
   *
   * @param topology the declared resources
   * @param driver knows the provider's names
   * @throws IsobarException UNSUPPORTED or INVALID_ARGUMENT listing resources that the provider
   *     does not have, names that it does not allow and resources that share a physical name
   */
  public Places(Topology topology, Driver driver) {
    this.driver = driver;
    Map<String, ErrorCode> problems = new LinkedHashMap<>();
    Map<String, Address> taken = new HashMap<>();
    topology.resources().forEach(resource -> check(resource, taken, problems));
    if (!problems.isEmpty()) {
      throw new IsobarException(
          problems.containsValue(ErrorCode.UNSUPPORTED)
              ? ErrorCode.UNSUPPORTED
              : ErrorCode.INVALID_ARGUMENT,
          "the resources cannot be placed on this provider:\n  - "
              + String.join("\n  - ", problems.keySet()));
    }
  }

  /**
   * Returns an address.
   *
   * @param resource a declared resource
   * @param part the wanted part
   */
  public Address of(Resource resource, Part part) {
    return driver.address(resource, part);
  }

  /**
   * Returns where the events of a subscription or queue come from: its main part, and its return
   * address where that is another place.
   *
   * @param resource a subscription or queue
   */
  public List<Address> inlets(Resource resource) {
    Address main = of(resource, Part.MAIN);
    Address back = of(resource, Part.RETURN);
    return main.physicalName().equals(back.physicalName()) ? List.of(main) : List.of(main, back);
  }

  private void check(
      Resource resource, Map<String, Address> taken, Map<String, ErrorCode> problems) {
    try {
      for (Part part : parts(resource)) {
        Address address = of(resource, part);
        Address other = taken.putIfAbsent(address.physicalName(), address);
        boolean shared = other != null && !sameMain(other, address);
        if (shared) {
          problems.put(
              address
                  + " has the physical name of "
                  + other
                  + "; change a binding, the prefix or a logical name",
              ErrorCode.INVALID_ARGUMENT);
        }
      }
    } catch (IsobarException e) {
      problems.put(e.getMessage(), e.code());
    }
  }

  private static List<Part> parts(Resource resource) {
    return resource.kind().consumed()
        ? List.of(Part.MAIN, Part.RETURN, Part.DEAD_LETTER)
        : List.of(Part.MAIN);
  }

  private static boolean sameMain(Address one, Address other) {
    return one.resource().name().equals(other.resource().name())
        && one.part() != Part.DEAD_LETTER
        && other.part() != Part.DEAD_LETTER;
  }
}
