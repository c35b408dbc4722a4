package dev.isobar.runtime.health;

import dev.isobar.Health;
import dev.isobar.spi.Platform;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The components of one instance and how each fares. Thread-safe; never blocks. */
public final class HealthRegister {
  private final Platform platform;
  private final Map<String, HealthComponent> components = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Creates an empty register.
   *
   * @param platform its clock
   */
  public HealthRegister(Platform platform) {
    this.platform = platform;
  }

  /**
   * Returns the component of a name; the same one every time.
   *
   * @param name e.g. {@code subscriber billing}
   */
  public HealthComponent component(String name) {
    return components.computeIfAbsent(name, n -> new HealthComponent(n, platform));
  }

  /**
   * Forgets a component that has ended.
   *
   * @param name its name
   */
  public void remove(String name) {
    components.remove(name);
  }

  /** Marks the whole instance and every component as closed. */
  public void close() {
    closed = true;
    components.values().forEach(HealthComponent::close);
  }

  /** Returns how the instance fares now. */
  public Health snapshot() {
    List<Health.Component> all =
        components.values().stream()
            .map(HealthComponent::snapshot)
            .sorted(Comparator.comparing(Health.Component::name))
            .toList();
    Health.Status worst =
        all.stream()
            .map(Health.Component::status)
            .max(Comparator.naturalOrder())
            .orElse(Health.Status.UP);
    return new HealthSnapshot(closed ? Health.Status.DOWN : worst, all);
  }

  private record HealthSnapshot(Status status, List<Component> components) implements Health {}
}
