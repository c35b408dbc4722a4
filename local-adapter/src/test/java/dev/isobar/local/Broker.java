package dev.isobar.local;

import dev.isobar.Resource;
import dev.isobar.Topology;
import dev.isobar.spi.Address;
import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.Part;
import dev.isobar.spi.Platform;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Setting;
import dev.isobar.spi.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver with everything of a topology created, for tests that speak to the SPI. */
final class Broker implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();

  final RealPlatform platform = new RealPlatform();
  final Topology topology;
  final Driver driver;

  private Broker(Topology topology, Map<String, String> settings) {
    this.topology = topology;
    this.driver = new LocalDriverProvider().open(context(topology, platform, settings));
  }

  static Broker open(Path file, Topology topology) {
    return open(topology, Map.of("isobar.local.path", file.toString()));
  }

  static Broker inMemory(Topology topology) {
    return open(topology, Map.of("isobar.local.path", "memory"));
  }

  static Broker open(Topology topology, Map<String, String> settings) {
    Broker broker = new Broker(topology, settings);
    try {
      for (Resource resource : topology.resources()) {
        get(broker.driver.provisioner().create(broker.address(resource.name())));
      }
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static DriverContext context(
      Topology topology, Platform platform, Map<String, String> settings) {
    return new DriverContext() {
      @Override
      public String instance() {
        return "";
      }

      @Override
      public Topology topology() {
        return topology;
      }

      @Override
      public String prefix() {
        return "";
      }

      @Override
      public Optional<String> binding(String logicalName) {
        return Optional.empty();
      }

      @Override
      public Platform platform() {
        return platform;
      }

      @Override
      public <T> T get(Setting<T> setting) {
        String text = settings.get(setting.key());
        return text == null ? setting.defaultValue() : setting.parse(text);
      }
    };
  }

  Address address(String name) {
    return address(name, Part.MAIN);
  }

  Address address(String name, Part part) {
    return driver.address(topology.find(name).orElseThrow(), part);
  }

  List<SendOutcome> send(String name, WireMessage... messages) {
    return send(address(name), messages);
  }

  List<SendOutcome> send(Address address, WireMessage... messages) {
    return get(driver.sender(address).send(Arrays.asList(messages)));
  }

  Inbox receive(String name) {
    return receive(address(name), Duration.ofSeconds(60));
  }

  Inbox receive(Address address, Duration lease) {
    Inbox inbox = new Inbox();
    inbox.receiver =
        driver.receiver(
            address, new ReceiveOptions(1_000, 1_000, 16, lease, Duration.ofSeconds(20)), inbox);
    return inbox;
  }

  long depth(String name, Part part) {
    OptionalLong depth = get(driver.depth(address(name, part)));
    return depth.orElseThrow();
  }

  /** An event as the codec would lay it out. */
  static WireMessage event(String id) {
    return event(id, "com.acme.test", null);
  }

  static WireMessage event(String id, String type, String key) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("ce-specversion", "1.0");
    attributes.put("ce-id", id);
    attributes.put("ce-source", "/test");
    attributes.put("ce-type", type);
    if (key != null) {
      attributes.put("ce-partitionkey", key);
    }
    return new WireMessage(
        ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8),
        "application/json",
        attributes,
        key,
        "dedup-" + NEXT.incrementAndGet());
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    driver.close();
    platform.close();
  }
}
