package dev.isobar.config;

import dev.isobar.filter.Filter;
import dev.isobar.spi.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every setting of the core. A key with {@code <name>} is a family: it exists for each declared
 * resource of its kind.
 */
public final class Settings {
  /** Stands in the key of a family for the logical name of a resource: {@value}. */
  public static final String NAME = "<name>";

  /** What is done with the topology when an instance opens. */
  public enum TopologyMode {
    /** Nothing. */
    OFF,
    /** Compare it with what is there; missing or harmful differences are an error. */
    VERIFY,
    /** Create what is missing, update what may be changed. */
    CREATE
  }

  /** Whose limits a publish is checked against. */
  public enum LimitsMode {
    /** Those that hold on every provider. */
    PORTABLE,
    /** Those of the provider in use. */
    NATIVE
  }

  /** Which names of the OpenTelemetry semantic conventions are emitted. */
  public enum Semconv {
    /** The newest that this version knows. */
    CURRENT,
    /** Those before the last renaming. */
    PREVIOUS,
    /** Both at once. */
    BOTH
  }

  /** What a process span hangs below. */
  public enum ProcessParent {
    /** The span in which the event was created. */
    CREATION,
    /** Nothing: the span of creation is only linked. */
    LINK
  }

  /** Whether events that are sent in batches get a create span each. */
  public enum CreateSpans {
    /** When they are sent in batches. */
    AUTO,
    /** Never. */
    NEVER
  }

  /** What happens to an event that no route of a bus takes. */
  public enum Unrouted {
    /** It is dropped, as every cloud does. */
    DROP,
    /** It cannot happen: one route must take everything. */
    NEVER
  }

  /** The adapter that carries the events. */
  public static final Setting<String> PROVIDER =
      Setting.of(
          "isobar.provider",
          "the name of an adapter on the class path",
          null,
          "Which adapter carries the events. May be left out while there is exactly one on the class path; one that only serves tests does not count.",
          Settings::providerName);

  /** The CloudEvents source of what this service publishes. */
  public static final Setting<URI> SOURCE =
      Setting.of(
          "isobar.source",
          "a URI reference, not empty, such as /orders or https://acme.com/orders",
          null,
          "The CloudEvents source of what this service publishes. Required; on local it is urn:isobar:local when left out.",
          Settings::uriReference);

  /** What physical names begin with. */
  public static final Setting<String> PREFIX =
      Setting.of(
          "isobar.prefix",
          "nothing, or up to 40 letters, digits, - and _, beginning with a letter",
          "",
          "What the physical names of resources begin with, unless they are bound.",
          text -> matching("|[A-Za-z][A-Za-z0-9_-]{0,39}", text));

  /** What is done with the topology when an instance opens. */
  public static final Setting<TopologyMode> TOPOLOGY =
      Setting.choice(
          "isobar.topology",
          TopologyMode.class,
          "verify",
          "What is done with the declared resources at opening: nothing, compare them with what is there, or create and update them. On local the default is create.");

  /** Whose limits a publish is checked against. */
  public static final Setting<LimitsMode> LIMITS =
      Setting.choice(
          "isobar.limits",
          LimitsMode.class,
          "portable",
          "Whether publish refuses what some provider could not carry (portable), or only what this one cannot (native).");

  /** How long a publish may take. */
  public static final Setting<Duration> PUBLISH_TIMEOUT =
      Setting.duration(
          "isobar.publish.timeout",
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          "30s",
          "How long a publish may take, retries and waiting for space included.");

  /** How many bytes may wait to be sent. */
  public static final Setting<Long> PUBLISH_PENDING_BYTES =
      Setting.size(
          "isobar.publish.pending-bytes",
          256 << 10,
          1 << 30,
          "16MiB",
          "How many bytes of events may wait to be sent; past it publishers wait.");

  /** How long closing may take. */
  public static final Setting<Duration> DRAIN =
      Setting.duration(
          "isobar.drain",
          Duration.ZERO,
          Duration.ofHours(1),
          "20s",
          "How long closing lets handlers, acknowledgements and pending publishes finish.");

  /** Which names of the semantic conventions are emitted. */
  public static final Setting<Semconv> TELEMETRY_SEMCONV =
      Setting.choice(
          "isobar.telemetry.semconv",
          Semconv.class,
          "current",
          "Which names of the OpenTelemetry semantic conventions spans and metrics have.");

  /** What a process span hangs below. */
  public static final Setting<ProcessParent> TELEMETRY_PROCESS_PARENT =
      Setting.choice(
          "isobar.telemetry.process-parent",
          ProcessParent.class,
          "creation",
          "Whether the span of a handler hangs below the span that created the event, or is only linked to it.");

  /** Whether batched events get a create span each. */
  public static final Setting<CreateSpans> TELEMETRY_CREATE_SPANS =
      Setting.choice(
          "isobar.telemetry.create-spans",
          CreateSpans.class,
          "auto",
          "Whether each event of a batch gets a create span of its own.");

  /** Which entries of the baggage travel with an event. */
  public static final Setting<List<String>> TELEMETRY_BAGGAGE =
      Setting.of(
          "isobar.telemetry.baggage",
          "keys separated by commas, up to 16",
          null,
          "Which entries of the OpenTelemetry baggage travel with an event; none when left out.",
          Settings::baggageKeys);

  /** Whether a topic is ordered. */
  public static final Setting<Boolean> TOPIC_ORDERED =
      Setting.flag(
          "isobar.topics.<name>.ordered",
          "false",
          "Declares a topic, and whether it keeps the order of events that share a partitionkey.");

  /** Whether a queue is ordered. */
  public static final Setting<Boolean> QUEUE_ORDERED =
      Setting.flag(
          "isobar.queues.<name>.ordered",
          "false",
          "Declares a queue, and whether it keeps the order of events that share a partitionkey.");

  /** The topic of a subscription. */
  public static final Setting<String> SUBSCRIPTION_FROM =
      reference(
          "isobar.subscriptions.<name>.from", "Declares a subscription: the topic it takes from.");

  /** The filter of a subscription. */
  public static final Setting<Filter> SUBSCRIPTION_WHERE =
      filter(
          "isobar.subscriptions.<name>.where",
          "Which events the subscription takes; all when left out.");

  /** What a bus does with what no route takes. */
  public static final Setting<Unrouted> BUS_UNROUTED =
      Setting.choice(
          "isobar.buses.<name>.unrouted",
          Unrouted.class,
          "never",
          "Declares a bus: whether it may drop what no route takes, or one route must take everything.");

  /** The bus of a route. */
  public static final Setting<String> ROUTE_FROM =
      reference("isobar.routes.<name>.from", "Declares a route: the bus it takes from.");

  /** The filter of a route. */
  public static final Setting<Filter> ROUTE_WHERE =
      filter("isobar.routes.<name>.where", "Which events the route takes; all when left out.");

  /** The target of a route. */
  public static final Setting<String> ROUTE_TO =
      reference(
          "isobar.routes.<name>.to",
          "The topic or queue where the route ends; required, and not ordered.");

  /** The physical name of a resource. */
  public static final Setting<String> BINDING =
      Setting.of(
          "isobar.bindings.<name>",
          "an ARN, a full resource name or a URL, without blanks",
          null,
          "The physical resource of a logical name, instead of the one that prefix and name make.",
          text -> matching("[\\x21-\\x7e]{1,2048}", text));

  private static final List<Setting<?>> GENERAL =
      List.of(
          PROVIDER,
          SOURCE,
          PREFIX,
          TOPOLOGY,
          LIMITS,
          PUBLISH_TIMEOUT,
          PUBLISH_PENDING_BYTES,
          DRAIN,
          TELEMETRY_SEMCONV,
          TELEMETRY_PROCESS_PARENT,
          TELEMETRY_CREATE_SPANS,
          TELEMETRY_BAGGAGE);

  private static final List<Setting<?>> STRUCTURE =
      List.of(
          TOPIC_ORDERED,
          QUEUE_ORDERED,
          SUBSCRIPTION_FROM,
          SUBSCRIPTION_WHERE,
          BUS_UNROUTED,
          ROUTE_FROM,
          ROUTE_WHERE,
          ROUTE_TO,
          BINDING);

  private static final Set<String> CORE_KEYS =
      Stream.of(GENERAL, STRUCTURE, tuning(Section.QUEUES), tuning(Section.SUBSCRIPTIONS))
          .flatMap(List::stream)
          .map(Setting::key)
          .collect(Collectors.toUnmodifiableSet());

  private Settings() {}

  /** Returns the settings that exist once per instance, in the order of the docs. */
  public static List<Setting<?>> general() {
    return GENERAL;
  }

  /** Returns the families that declare and bind resources, in the order of the docs. */
  public static List<Setting<?>> structure() {
    return STRUCTURE;
  }

  /**
   * Returns the families that tune the consumption of subscriptions, in the order of the docs;
   * queues have the same ones under {@code isobar.queues.}.
   */
  public static List<Setting<?>> tuning() {
    return tuning(Section.SUBSCRIPTIONS);
  }

  static List<Setting<?>> families() {
    List<Setting<?>> all = new ArrayList<>(STRUCTURE);
    all.addAll(tuning(Section.QUEUES));
    all.addAll(tuning(Section.SUBSCRIPTIONS));
    return all;
  }

  static boolean isCore(Setting<?> setting) {
    return CORE_KEYS.contains(setting.key());
  }

  private static List<Setting<?>> tuning(Section section) {
    return TuningSettings.ALL.stream()
        .<Setting<?>>map(leaf -> under(section.key(NAME, ""), leaf))
        .toList();
  }

  private static <T> Setting<T> under(String prefix, Setting<T> leaf) {
    return Setting.of(
        prefix + leaf.key(), leaf.allowed(), leaf.defaultText(), leaf.description(), leaf::parse);
  }

  private static Setting<String> reference(String key, String description) {
    return Setting.of(
        key,
        "a logical name matching " + Section.LOGICAL_NAME,
        null,
        description,
        text -> matching(Section.LOGICAL_NAME.pattern(), text));
  }

  private static Setting<Filter> filter(String key, String description) {
    return Setting.of(
        key,
        "a filter in the portable language, see docs/filters.md",
        null,
        description,
        Filter::parse);
  }

  private static String providerName(String text) {
    return matching("[a-z][a-z0-9]{0,19}", text);
  }

  private static URI uriReference(String text) {
    try {
      if (!text.isBlank()) {
        return new URI(text);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
    throw new IllegalArgumentException();
  }

  private static List<String> baggageKeys(String text) {
    List<String> keys = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (keys.size() > 16) {
      throw new IllegalArgumentException();
    }
    keys.forEach(key -> matching("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}", key));
    return keys;
  }

  private static String matching(String regex, String text) {
    if (!Pattern.matches(regex, text)) {
      throw new IllegalArgumentException();
    }
    return text;
  }
}
