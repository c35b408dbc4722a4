package dev.isobar.runtime.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.isobar.Explanation;
import dev.isobar.Resource;
import dev.isobar.Tuning;
import dev.isobar.codec.EventCheck;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Limit;
import dev.isobar.spi.Part;
import dev.isobar.spi.Setting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what is done with each resource on this provider, and how. */
public final class Explainer {
  private static final JsonFactory JSON = new JsonFactory();

  private final String provider;
  private final Driver driver;
  private final Places places;
  private final Residuals residuals;
  private final List<String> unverified;
  private final boolean nativeLimits;

  /**
   * Explains nothing yet.
   *
   * @param provider the name of the provider
   * @param driver what it can do
   * @param places addresses
   * @param residuals what is evaluated on receipt
   * @param unverified resources that could not be looked at
   * @param nativeLimits whether the provider's own limits hold instead of the portable ones
   */
  public Explainer(
      String provider,
      Driver driver,
      Places places,
      Residuals residuals,
      List<String> unverified,
      boolean nativeLimits) {
    this.provider = provider;
    this.driver = driver;
    this.places = places;
    this.residuals = residuals;
    this.unverified = unverified;
    this.nativeLimits = nativeLimits;
  }

  private record Told(String text, String json) implements Explanation {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Explains resources.
   *
   * @param resources in this order
   */
  public Explanation explain(List<Resource> resources) {
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    resources.forEach(resource -> facts.put(resource.toString(), facts(resource)));
    return new Told(text(facts), json(resources, facts));
  }

  private Map<String, String> facts(Resource resource) {
    Map<String, String> facts = new LinkedHashMap<>();
    Address main = places.of(resource, Part.MAIN);
    Capabilities can = driver.capabilities(main);
    facts.put("name", main.physicalName());
    resource.from().ifPresent(from -> facts.put("from", from));
    resource.to().ifPresent(to -> facts.put("to", to));
    if (!resource.filter().equals(Filter.TRUE)) {
      filter(resource, main, facts);
    }
    if (resource.kind() != Resource.Kind.ROUTE) {
      facts.put("order", order(resource, can));
      facts.put("layout", can.contentMode().name().toLowerCase(java.util.Locale.ROOT));
      facts.put("largest message", largestMessage(can.limits().messageBytes()));
    }
    if (resource.kind() == Resource.Kind.BUS) {
      facts.put("unrouted", resource.dropsUnrouted() ? "dropped" : "taken by a catch-all route");
    }
    if (resource.kind().consumed()) {
      consumption(resource, can, facts);
    }
    if (resource.kind().published() && !residuals.fedByExactRoutesOnly(resource.name())) {
      facts.put("publishing", "refused: fed by a route that is installed wider than declared");
    }
    if (unverified.contains(resource.name())) {
      facts.put("verified", "no: not permitted to look");
    }
    return facts;
  }

  private void filter(Resource resource, Address main, Map<String, String> facts) {
    CompiledFilter compiled = driver.compile(resource.filter(), main);
    facts.put("filter", resource.filter().toString());
    facts.put("native filter", compiled.nativeText().isEmpty() ? "none" : compiled.nativeText());
    facts.put("evaluated on receipt", onReceipt(resource, compiled));
    if (!compiled.dropped().isEmpty()) {
      facts.put("left out natively", String.join("; ", compiled.dropped()));
    }
  }

  private static String onReceipt(Resource resource, CompiledFilter compiled) {
    if (!compiled.exact()) {
      return compiled.residual().toString();
    }
    return resource.kind() == Resource.Kind.ROUTE
        ? "exact natively"
        : "exact natively; checked again on receipt";
  }

  private void consumption(Resource resource, Capabilities can, Map<String, String> facts) {
    Tuning tuning = resource.tuning();
    facts.put("attempts", tuning.maxAttempts() + ", counted by the runtime");
    facts.put("backstop", backstop(resource, can));
    facts.put("back-off", backoff(tuning));
    facts.put("retry delay", retryDelay(resource, can));
    facts.put(
        "lease",
        Setting.print(tuning.lease()) + ", extended up to " + Setting.print(tuning.maxLease()));
    facts.put("concurrency", tuning.concurrency() + " handlers at once");
    facts.put("held", tuning.maxHeld() + " events at most, while they wait for a retry");
    facts.put("unhandled types", tuning.unhandled().name().toLowerCase(java.util.Locale.ROOT));
    facts.put("return address", places.of(resource, Part.RETURN).physicalName());
    facts.put(
        "dead letters",
        places.of(resource, Part.DEAD_LETTER).physicalName()
            + (can.nativeDeadLetter()
                ? ", moved natively"
                : ", sent by the runtime, then acknowledged"));
  }

  private static String order(Resource resource, Capabilities can) {
    if (!resource.ordered()) {
      return "none";
    }
    return switch (can.orderedBatch()) {
      case UNSUPPORTED -> "refused";
      case ONE_PER_KEY -> "per key; one event of a key per batch";
      case MANY_PER_KEY -> "per key";
    };
  }

  private static String backstop(Resource resource, Capabilities can) {
    int wanted = 2 * resource.tuning().maxAttempts() + 10;
    return can.maxDeliveryLimit() == 0
        ? "none"
        : Math.min(wanted, can.maxDeliveryLimit()) + " receives, natively";
  }

  private static String retryDelay(Resource resource, Capabilities can) {
    Duration longest = can.releaseDelay();
    if (resource.ordered() || longest.isZero()) {
      return "held by the runtime with the lease renewed";
    }
    return longest.compareTo(Tuning.MAX_RETRY_DELAY) >= 0
        ? "native"
        : "native up to " + Setting.print(longest) + ", longer ones held by the runtime";
  }

  private static String backoff(Tuning tuning) {
    return Setting.print(tuning.backoff())
        + ", times "
        + tuning.backoffFactor()
        + " up to "
        + Setting.print(tuning.maxBackoff())
        + ", varied by "
        + tuning.backoffJitter();
  }

  /** The bound that holds: the portable one, unless the provider's own is wanted or less. */
  private String largestMessage(Limit limit) {
    if (!nativeLimits && limit.value() >= EventCheck.MAX_EVENT_BYTES) {
      return EventCheck.MAX_EVENT_BYTES + " bytes as structured JSON (isobar.limits=portable)";
    }
    return limit.value() >= Integer.MAX_VALUE
        ? "no limit"
        : limit.value() + " bytes (" + limit.source() + ")";
  }

  private String text(Map<String, Map<String, String>> facts) {
    List<String> lines = new ArrayList<>();
    lines.add("provider " + provider + ": " + driver.describe());
    facts.forEach(
        (resource, details) -> {
          lines.add(resource);
          details.forEach((key, value) -> lines.add(String.format("  %-20s %s", key, value)));
        });
    return String.join("\n", lines);
  }

  private String json(List<Resource> resources, Map<String, Map<String, String>> facts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("provider", provider);
      json.writeStringField("endpoint", driver.describe());
      json.writeArrayFieldStart("resources");
      for (Resource resource : resources) {
        json.writeStartObject();
        json.writeStringField("kind", resource.kind().name().toLowerCase(java.util.Locale.ROOT));
        json.writeStringField("resource", resource.name());
        for (Map.Entry<String, String> fact : facts.get(resource.toString()).entrySet()) {
          json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
