package dev.isobar.spi;

import dev.isobar.Resource;

/**
 * Where a part of a resource lies on the provider. Immutable.
 *
 * @param resource the declared resource
 * @param physicalName its name on the provider: a name, an ARN, a full resource name, a URL
 * @param part which part of the resource
 */
public record Address(Resource resource, String physicalName, Part part) {
  /** Returns the resource, the part and the physical name, as used in messages. */
  @Override
  public String toString() {
    String suffix = part == Part.MAIN ? "" : " " + part.name().toLowerCase(java.util.Locale.ROOT);
    return resource + suffix + " (" + physicalName + ")";
  }
}
