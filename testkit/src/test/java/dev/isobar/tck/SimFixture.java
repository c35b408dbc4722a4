package dev.isobar.tck;

import dev.isobar.Isobar;
import dev.isobar.spi.WireMessage;
import dev.isobar.test.sim.Fault;
import dev.isobar.test.sim.SimBroker;
import dev.isobar.test.sim.SimPlatform;
import dev.isobar.test.sim.SimProfile;
import dev.isobar.test.sim.Simulation;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A simulated world for each test: virtual time, and every fault. */
public class SimFixture implements DriverFixture {
  private static final Map<ServiceFault, Map<Fault, Double>> FAULTS =
      new EnumMap<>(ServiceFault.class);

  static {
    FAULTS.put(
        ServiceFault.UNREACHABLE, Map.of(Fault.REQUEST_LOST, 1.0, Fault.RECEIVER_FAILED, 1.0));
    FAULTS.put(ServiceFault.HANGS, Map.of(Fault.STALL, 1.0));
    FAULTS.put(ServiceFault.ANSWER_LOST, Map.of(Fault.REPLY_LOST, 0.5));
    FAULTS.put(ServiceFault.ENTRY_REFUSED, Map.of(Fault.ENTRY_REFUSED, 0.5));
    FAULTS.put(ServiceFault.ENTRY_UNMENTIONED, Map.of(Fault.ENTRY_UNMENTIONED, 0.5));
    FAULTS.put(ServiceFault.THROTTLED, Map.of(Fault.THROTTLED, 1.0));
    FAULTS.put(ServiceFault.RECEIVE_FAILS, Map.of(Fault.RECEIVER_FAILED, 1.0));
    FAULTS.put(ServiceFault.SETTLE_FAILS, Map.of(Fault.SETTLE_FAILS, 1.0));
    FAULTS.put(ServiceFault.EXTEND_FAILS, Map.of(Fault.EXTEND_FAILS, 1.0));
    FAULTS.put(ServiceFault.LEASE_LOST, Map.of(Fault.LEASE_DROPPED, 1.0));
    FAULTS.put(ServiceFault.DEAD_LETTERS_UNWRITABLE, Map.of(Fault.THROTTLED, 1.0));
    FAULTS.put(ServiceFault.WALL_CLOCK_JUMPS, Map.of());
  }

  private final SimProfile profile;
  private final Simulation simulation;
  private final SimBroker broker;
  private final SimPlatform process;
  private int processes;

  /**
   * Starts a world.
   *
   * @param profile which service it has
   */
  public SimFixture(SimProfile profile) {
    this.profile = profile;
    this.simulation = Simulation.seeded(Long.getLong("isobar.sim.seed", 1));
    this.broker = SimBroker.in(simulation, profile);
    this.process = simulation.process("app");
  }

  @Override
  public String provider() {
    return "sim";
  }

  @Override
  public String provedOn() {
    return "sim " + profile.name();
  }

  @Override
  public Set<Feature> features() {
    Set<Feature> features = EnumSet.allOf(Feature.class);
    boolean wide = profile.name().equals("sqs") || profile.name().equals("pubsub");
    boolean deduplicates = profile.name().equals("sqs") || profile.name().equals("servicebus");
    if (!wide) {
      features.remove(Feature.WIDE_ROUTES);
    }
    if (!deduplicates) {
      features.remove(Feature.DEDUPLICATES);
    }
    return features;
  }

  @Override
  public Bounds bounds() {
    return new Bounds(
        Duration.ofMinutes(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofSeconds(20),
        60);
  }

  @Override
  public TestClock clock() {
    return new Clock();
  }

  @Override
  public Isobar open(Isobar.Builder builder) {
    return open(process, builder);
  }

  private Isobar open(SimPlatform where, Isobar.Builder builder) {
    builder.set("provider", provider());
    if (!builder.settings().containsKey("isobar.topology")) {
      builder.set("topology", "create");
    }
    return where.call(builder::open);
  }

  @Override
  public boolean killable() {
    return true;
  }

  @Override
  public Optional<Killable> openKillable(Isobar.Builder builder, Consumer<Isobar> use) {
    SimPlatform other = simulation.process("other-" + ++processes);
    Isobar isobar = open(other, builder);
    use.accept(isobar);
    return Optional.of(other::kill);
  }

  @Override
  public Optional<ForeignClient> foreign() {
    return Optional.of(
        new ForeignClient() {
          @Override
          public void send(String name, Message m) {
            broker.put(
                name, new WireMessage(m.body(), m.contentType(), m.attributes(), m.key(), ""));
          }

          @Override
          public List<String> stored(String name) {
            return broker.events(name).stream().map(CloudEvent::getId).toList();
          }
        });
  }

  @Override
  public Faults faults() {
    return new Faults() {
      @Override
      public boolean can(ServiceFault fault) {
        return FAULTS.containsKey(fault);
      }

      @Override
      public void begin(ServiceFault fault) {
        FAULTS.get(fault).forEach(broker::inject);
        if (fault == ServiceFault.WALL_CLOCK_JUMPS) {
          process.shiftWallClock(Duration.ofDays(3));
        }
      }

      @Override
      public void heal() {
        broker.heal();
      }
    };
  }

  @Override
  public Optional<Class<?>> nativeClient() {
    return Optional.of(SimBroker.class);
  }

  @Override
  public void close() {
    simulation.close();
    if (!broker.violations().isEmpty()) {
      throw new AssertionError("the rules of the SPI were broken: " + broker.violations());
    }
  }

  /** Virtual time. */
  private final class Clock implements TestClock {
    @Override
    public long nanoTime() {
      return simulation.nanoTime();
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration bound) {
      long until = simulation.nanoTime() + bound.toNanos();
      if (simulation.runUntil(condition, bound)) {
        return true;
      }
      simulation.advance(Duration.ofNanos(Math.max(0, until - simulation.nanoTime())));
      return condition.getAsBoolean();
    }

    @Override
    public void pause(CompletableFuture<?> future, Duration bound) throws InterruptedException {
      try {
        process.await(future, bound);
      } catch (TimeoutException over) {
        return;
      }
    }

    @Override
    public void spawn(Runnable action) {
      process.spawn("test", action);
    }
  }
}
