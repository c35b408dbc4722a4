package dev.isobar;

import dev.isobar.filter.Filter;
import dev.isobar.filter.InvalidFilterException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The topics, subscriptions, queues, buses and routes that a service uses, by logical name.
 * Immutable. All kinds share one namespace; names match {@code [a-z][a-z0-9-]{0,39}}.
 */
public final class Topology {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Topology EMPTY = new Topology(new LinkedHashMap<>(), Set.of());

  private final Map<String, Resource> resources;
  private final Set<String> only;

  private Topology(Map<String, Resource> resources, Set<String> only) {
    this.resources = resources;
    this.only = only;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the topology without resources; the configuration may declare some. */
  public static Topology empty() {
    return EMPTY;
  }

  /**
   * Returns every resource in the order of declaration, also those that {@link #only} leaves out.
   */
  public Collection<Resource> resources() {
    return java.util.Collections.unmodifiableCollection(resources.values());
  }

  /**
   * Returns the resources that this service uses: all, or those of {@link #only}. For the runtime.
   */
  public List<Resource> used() {
    return resources.values().stream().filter(r -> uses(r.name())).toList();
  }

  /**
   * Returns whether this service uses a resource.
   *
   * @param name a logical name
   */
  public boolean uses(String name) {
    return resources.containsKey(name) && (only.isEmpty() || only.contains(name));
  }

  /**
   * Finds a resource by its logical name.
   *
   * @param name a logical name
   * @return the resource, or empty when none is declared under this name
   */
  public Optional<Resource> find(String name) {
    return Optional.ofNullable(resources.get(name));
  }

  /**
   * Returns the routes that end at a topic or queue. For the runtime.
   *
   * @param target the logical name of the topic or queue
   */
  public List<Resource> routesTo(String target) {
    return resources.values().stream()
        .filter(r -> r.to().filter(target::equals).isPresent())
        .toList();
  }

  /**
   * Narrows a shared topology to what one service uses. Only these resources are verified, created
   * and open for publishing and subscribing; the routes that lead to them stay known, because their
   * filters are evaluated here too.
   *
   * @param names logical names, at least one
   * @return the narrowed topology
   * @throws IsobarException INVALID_ARGUMENT when a name is not declared
   */
  public Topology only(String... names) {
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      if (!resources.containsKey(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty() || names.length == 0) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "Topology.only names "
              + unknown
              + ", which are not declared; declared are "
              + resources.keySet());
    }
    return new Topology(resources, Set.copyOf(List.of(names)));
  }

  /**
   * Returns a topology with both topologies' resources. For the runtime.
   *
   * @param other declared elsewhere, e.g. in the configuration
   * @throws IsobarException INVALID_ARGUMENT when one name is declared twice and differently
   */
  public Topology merge(Topology other) {
    Map<String, Resource> all = new LinkedHashMap<>(resources);
    List<String> problems = new ArrayList<>();
    for (Resource theirs : other.resources.values()) {
      Resource ours = all.putIfAbsent(theirs.name(), theirs);
      if (ours != null && !ours.equals(theirs)) {
        problems.add(
            "\""
                + theirs.name()
                + "\" is declared twice and differently: as "
                + describe(ours)
                + " and as "
                + describe(theirs)
                + "; keep one");
      }
    }
    throwIf(problems);
    Set<String> uses = new LinkedHashSet<>(only);
    if (!uses.isEmpty()) {
      uses.addAll(other.resources.keySet());
    }
    return new Topology(all, uses);
  }

  /**
   * Returns a topology whose consumed resources have another tuning. For the runtime.
   *
   * @param tune gives the new tuning of a subscription or queue
   */
  public Topology tuned(java.util.function.Function<Resource, Tuning> tune) {
    Map<String, Resource> all = new LinkedHashMap<>();
    resources.forEach(
        (name, r) -> all.put(name, r.kind().consumed() ? r.withTuning(tune.apply(r)) : r));
    return new Topology(all, only);
  }

  /** Returns the resources, one a line. */
  @Override
  public String toString() {
    return resources.values().stream().map(Topology::describe).collect(Collectors.joining("\n"));
  }

  private static String describe(Resource r) {
    StringBuilder text = new StringBuilder(r.toString());
    if (r.ordered()) {
      text.append(" ordered");
    }
    r.from().ifPresent(from -> text.append(" from ").append(from));
    r.to().ifPresent(to -> text.append(" to ").append(to));
    if (!r.filter().equals(Filter.TRUE)) {
      text.append(" where ").append(r.filter());
    }
    if (r.dropsUnrouted()) {
      text.append(" unrouted=drop");
    }
    return text.toString();
  }

  private static void throwIf(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the topology is not valid:\n  - " + String.join("\n  - ", problems));
    }
  }

  /** Collects resources; every problem is reported at once by {@link #build()}. Not thread-safe. */
  public static final class Builder {
    private final List<Object> specs = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Builder() {}

    /**
     * Declares an unordered topic.
     *
     * @param name its logical name
     * @return this builder
     */
    public Builder topic(String name) {
      return topic(name, t -> t);
    }

    /**
     * Declares a topic.
     *
     * @param name its logical name
     * @param spec completes the declaration
     * @return this builder
     */
    public Builder topic(String name, UnaryOperator<TopicSpec> spec) {
      specs.add(completed("topic", name, new TopicSpec(name), spec));
      return this;
    }

    /**
     * Declares an unordered queue.
     *
     * @param name its logical name
     * @return this builder
     */
    public Builder queue(String name) {
      return queue(name, q -> q);
    }

    /**
     * Declares a queue.
     *
     * @param name its logical name
     * @param spec completes the declaration
     * @return this builder
     */
    public Builder queue(String name, UnaryOperator<QueueSpec> spec) {
      specs.add(completed("queue", name, new QueueSpec(name, this), spec));
      return this;
    }

    /**
     * Declares a subscription.
     *
     * @param name its logical name
     * @param spec completes the declaration; {@code from} is required
     * @return this builder
     */
    public Builder subscription(String name, UnaryOperator<SubscriptionSpec> spec) {
      specs.add(completed("subscription", name, new SubscriptionSpec(name, this), spec));
      return this;
    }

    /**
     * Declares a bus.
     *
     * @param name its logical name
     * @param spec completes the declaration: its routes, or {@code dropUnrouted}
     * @return this builder
     */
    public Builder bus(String name, UnaryOperator<BusSpec> spec) {
      specs.add(completed("bus", name, new BusSpec(name, this), spec));
      return this;
    }

    /**
     * Checks and returns the topology.
     *
     * @throws IsobarException INVALID_ARGUMENT listing every problem
     */
    public Topology build() {
      return new TopologyCheck(new ArrayList<>(problems)).build(specs);
    }

    private <S> S completed(String kind, String name, S spec, UnaryOperator<S> declaration) {
      S returned = Objects.requireNonNull(declaration, "spec").apply(spec);
      return orReport(
          returned,
          spec,
          "the declaration of " + kind + " " + name + " returned null; return its argument");
    }

    private Tuning changed(Tuning tuning, UnaryOperator<Tuning> change, String owner) {
      return orReport(
          Objects.requireNonNull(change, "change").apply(tuning),
          tuning,
          "the tuning of " + owner + " returned null; return the changed tuning");
    }

    private Filter given(@Nullable Filter filter, String owner) {
      return orReport(
          filter,
          Filter.TRUE,
          "the filter of " + owner + " is null; leave out where(..) to take everything");
    }

    private <V> V orReport(@Nullable V value, V instead, String problem) {
      if (value == null) {
        problems.add(problem);
        return instead;
      }
      return value;
    }

    private Filter parse(@Nullable String where, String owner) {
      if (where == null) {
        return given(null, owner);
      }
      try {
        return Filter.parse(where);
      } catch (InvalidFilterException e) {
        problems.add("the filter of " + owner + " is not valid: " + e.getMessage());
        return Filter.TRUE;
      }
    }
  }

  /** Declares a topic. Not thread-safe. */
  public static final class TopicSpec {
    private final String name;
    private boolean ordered;

    private TopicSpec(String name) {
      this.name = name;
    }

    /** Keeps the order of events that share a {@code partitionkey}, which is then required. */
    public TopicSpec ordered() {
      return ordered(true);
    }

    /**
     * Says whether the order of events that share a {@code partitionkey} is kept.
     *
     * @param ordered false by default
     */
    public TopicSpec ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }
  }

  /** Declares a queue. Not thread-safe. */
  public static final class QueueSpec {
    private final String name;
    private final Builder builder;
    private boolean ordered;
    private Tuning tuning = Tuning.defaults();

    private QueueSpec(String name, Builder builder) {
      this.name = name;
      this.builder = builder;
    }

    /** Keeps the order of events that share a {@code partitionkey}, which is then required. */
    public QueueSpec ordered() {
      return ordered(true);
    }

    /**
     * Says whether the order of events that share a {@code partitionkey} is kept.
     *
     * @param ordered false by default
     */
    public QueueSpec ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /**
     * Changes how the queue is consumed.
     *
     * @param change takes the tuning so far and returns the new one
     */
    public QueueSpec tuning(UnaryOperator<Tuning> change) {
      tuning = builder.changed(tuning, change, "queue " + name);
      return this;
    }
  }

  /** Declares a subscription. Not thread-safe. */
  public static final class SubscriptionSpec {
    private final String name;
    private final Builder builder;
    private String topic = "";
    private Filter filter = Filter.TRUE;
    private Tuning tuning = Tuning.defaults();

    private SubscriptionSpec(String name, Builder builder) {
      this.name = name;
      this.builder = builder;
    }

    /**
     * Names the topic; required.
     *
     * @param topic its logical name
     */
    public SubscriptionSpec from(String topic) {
      this.topic = Objects.requireNonNullElse(topic, "");
      return this;
    }

    /**
     * Keeps only events that a filter accepts.
     *
     * @param filter text in the portable filter language, see docs/filters.md
     */
    public SubscriptionSpec where(String filter) {
      return where(builder.parse(filter, "subscription " + name));
    }

    /**
     * Keeps only events that a filter accepts.
     *
     * @param filter a built filter
     */
    public SubscriptionSpec where(Filter filter) {
      this.filter = builder.given(filter, "subscription " + name);
      return this;
    }

    /**
     * Changes how the subscription is consumed.
     *
     * @param change takes the tuning so far and returns the new one
     */
    public SubscriptionSpec tuning(UnaryOperator<Tuning> change) {
      tuning = builder.changed(tuning, change, "subscription " + name);
      return this;
    }
  }

  /** Declares a bus and its routes. Not thread-safe. */
  public static final class BusSpec {
    private final String name;
    private final Builder builder;
    private final List<RouteSpec> routes = new ArrayList<>();
    private boolean dropUnrouted;

    private BusSpec(String name, Builder builder) {
      this.name = name;
      this.builder = builder;
    }

    /**
     * Adds a route.
     *
     * @param name its logical name
     * @param spec completes it; {@code to} is required
     */
    public BusSpec route(String name, UnaryOperator<RouteSpec> spec) {
      routes.add(builder.completed("route", name, new RouteSpec(name, builder), spec));
      return this;
    }

    /**
     * Lets the bus drop what no route takes, as every cloud does. Without this one route must take
     * everything.
     */
    public BusSpec dropUnrouted() {
      return dropUnrouted(true);
    }

    /**
     * Says whether the bus may drop what no route takes.
     *
     * @param drop false by default
     */
    public BusSpec dropUnrouted(boolean drop) {
      this.dropUnrouted = drop;
      return this;
    }
  }

  /** Declares a route of a bus. Not thread-safe. */
  public static final class RouteSpec {
    private final String name;
    private final Builder builder;
    private String to = "";
    private Filter filter = Filter.TRUE;

    private RouteSpec(String name, Builder builder) {
      this.name = name;
      this.builder = builder;
    }

    /**
     * Takes only events that a filter accepts; without it the route takes everything.
     *
     * @param filter text in the portable filter language, see docs/filters.md
     */
    public RouteSpec where(String filter) {
      return where(builder.parse(filter, "route " + name));
    }

    /**
     * Takes only events that a filter accepts.
     *
     * @param filter a built filter
     */
    public RouteSpec where(Filter filter) {
      this.filter = builder.given(filter, "route " + name);
      return this;
    }

    /**
     * Names the topic or queue where the route ends; required.
     *
     * @param target its logical name; it must be unordered
     */
    public RouteSpec to(String target) {
      this.to = Objects.requireNonNullElse(target, "");
      return this;
    }
  }

  /** Turns specifications into resources and collects what is wrong with them. */
  private static final class TopologyCheck {
    private final List<String> problems;
    private final Map<String, Resource> resources = new LinkedHashMap<>();

    private TopologyCheck(List<String> problems) {
      this.problems = problems;
    }

    private Topology build(List<Object> specs) {
      specs.forEach(this::addSimple);
      specs.forEach(this::addDependent);
      resources.values().forEach(this::check);
      throwIf(problems);
      return new Topology(resources, Set.of());
    }

    private void addSimple(Object spec) {
      if (spec instanceof TopicSpec t) {
        add(Resource.topic(t.name, t.ordered));
      } else if (spec instanceof QueueSpec q) {
        add(Resource.queue(q.name, q.ordered, q.tuning));
      } else if (spec instanceof BusSpec b) {
        add(Resource.bus(b.name, b.dropUnrouted));
      }
    }

    private void addDependent(Object spec) {
      if (spec instanceof SubscriptionSpec s) {
        Resource topic = resources.get(s.topic);
        boolean ordered = topic != null && topic.ordered();
        add(Resource.subscription(s.name, s.topic, ordered, s.filter, s.tuning));
      } else if (spec instanceof BusSpec b) {
        b.routes.forEach(r -> add(Resource.route(r.name, b.name, r.to, r.filter)));
      }
    }

    private void add(Resource resource) {
      if (resource.name() == null) {
        problems.add("a " + resource.kind().word() + " has the name null; names match " + NAME);
      } else if (!NAME.matcher(resource.name()).matches()) {
        problems.add(
            "the name \"" + escape(resource.name()) + "\" is not allowed; names match " + NAME);
      } else if (resources.putIfAbsent(resource.name(), resource) != null) {
        problems.add(
            "the name \""
                + resource.name()
                + "\" is taken twice; topics, subscriptions, queues, buses and routes share one namespace");
      }
    }

    private void check(Resource resource) {
      switch (resource.kind()) {
        case SUBSCRIPTION -> {
          checkFrom(resource);
          checkTuning(resource);
        }
        case QUEUE -> checkTuning(resource);
        case ROUTE -> checkTarget(resource);
        case BUS -> checkCatchAll(resource);
        default -> {}
      }
    }

    private void checkTuning(Resource consumed) {
      Tuning tuning = consumed.tuning();
      if (tuning.maxLease().compareTo(tuning.lease()) < 0) {
        problems.add(
            consumed
                + ": max-lease "
                + Tuning.print(tuning.maxLease())
                + " is less than lease "
                + Tuning.print(tuning.lease())
                + "; raise the first or lower the second");
      }
    }

    private void checkFrom(Resource subscription) {
      String from = subscription.from().orElse("");
      Resource topic = resources.get(from);
      if (from.isEmpty()) {
        problems.add(
            subscription
                + " names no topic; call from(..) with one of "
                + names(Resource.Kind.TOPIC));
      } else if (topic == null || topic.kind() != Resource.Kind.TOPIC) {
        problems.add(
            subscription
                + " is from \""
                + escape(from)
                + "\", which is "
                + (topic == null ? "not declared" : "a " + topic.kind().word())
                + "; it must name one of the topics "
                + names(Resource.Kind.TOPIC));
      }
    }

    private void checkTarget(Resource route) {
      String to = route.to().orElse("");
      Resource target = resources.get(to);
      if (to.isEmpty()) {
        problems.add(route + " names no target; call to(..) with a topic or a queue");
      } else if (target == null
          || (target.kind() != Resource.Kind.TOPIC && target.kind() != Resource.Kind.QUEUE)) {
        problems.add(
            route
                + " leads to \""
                + escape(to)
                + "\", which is "
                + (target == null ? "not declared" : "a " + target.kind().word())
                + "; it must name a topic or a queue");
      } else if (target.ordered()) {
        problems.add(
            route
                + " leads to the ordered "
                + target
                + "; a bus keeps no order on any cloud, so its targets must be unordered");
      }
    }

    private void checkCatchAll(Resource bus) {
      boolean catchAll =
          resources.values().stream()
              .anyMatch(
                  r ->
                      r.kind() == Resource.Kind.ROUTE
                          && r.from().filter(bus.name()::equals).isPresent()
                          && r.filter().equals(Filter.TRUE));
      if (!catchAll && !bus.dropsUnrouted()) {
        problems.add(
            bus
                + " has no route that takes everything, so what no route takes would be lost silently; add a route without a filter, or declare unrouted=drop (dropUnrouted() in code)");
      }
    }

    private List<String> names(Resource.Kind kind) {
      return resources.values().stream().filter(r -> r.kind() == kind).map(Resource::name).toList();
    }

    private static String escape(String text) {
      StringBuilder safe = new StringBuilder();
      text.codePoints()
          .limit(80)
          .forEach(
              c -> {
                if (c < 0x20 || c == 0x7f) {
                  safe.append(String.format("\\u%04x", c));
                } else {
                  safe.appendCodePoint(c);
                }
              });
      return safe.toString();
    }
  }
}
