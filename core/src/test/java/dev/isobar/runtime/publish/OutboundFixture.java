package dev.isobar.runtime.publish;

import dev.isobar.IsobarException;
import dev.isobar.Receipt;
import dev.isobar.Topology;
import dev.isobar.runtime.health.HealthRegister;
import dev.isobar.runtime.telemetry.SendTelemetry;
import dev.isobar.runtime.testing.ManualPlatform;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import dev.isobar.spi.Part;
import dev.isobar.spi.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** An outbound over a scripted driver and a manual platform. */
final class OutboundFixture {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  final ManualPlatform platform = new ManualPlatform(1);
  final ScriptedDriver driver;
  final PendingBytes budget = new PendingBytes(platform, 1 << 20);
  final HealthRegister health = new HealthRegister(platform);
  final Outbound outbound;

  OutboundFixture(boolean ordered, Capabilities.Builder capabilities, int batch) {
    this(ordered, capabilities, batch, SendPolicy.retrying(TIMEOUT));
  }

  OutboundFixture(
      boolean ordered, Capabilities.Builder capabilities, int batch, SendPolicy policy) {
    this(
        ordered,
        capabilities.limits(Limits.builder().batch(batch, 1_000, "test").build()).build(),
        policy);
  }

  OutboundFixture(boolean ordered, Capabilities capabilities, SendPolicy policy) {
    driver = new ScriptedDriver(capabilities);
    outbound =
        new Outbound(
            platform,
            driver,
            address(ordered),
            budget,
            health.component("publisher orders"),
            policy,
            SendTelemetry.NONE);
  }

  static OutboundFixture unordered() {
    return new OutboundFixture(false, Capabilities.builder(), 10);
  }

  static OutboundFixture ordered(Capabilities.OrderedBatch batch) {
    return new OutboundFixture(true, Capabilities.builder().ordered(batch), 10);
  }

  /** Batches of 100 messages of any size. */
  static OutboundFixture roomy() {
    return new OutboundFixture(false, Capabilities.builder().build(), SendPolicy.retrying(TIMEOUT));
  }

  static Address address(boolean ordered) {
    var topology =
        Topology.builder().topic("orders", spec -> ordered ? spec.ordered() : spec).build();
    return new Address(topology.find("orders").orElseThrow(), "test-orders", Part.MAIN);
  }

  CompletableFuture<Receipt> send(String id) {
    return send(id, null);
  }

  CompletableFuture<Receipt> send(String id, String key) {
    CompletableFuture<Receipt> receipt = outbound.send(id, message(id, key));
    platform.run();
    return receipt;
  }

  /** Sends e0, e1, ... while the mailbox does not run, so that they gather. */
  List<CompletableFuture<Receipt>> sendTogether(int count) {
    var receipts =
        IntStream.range(0, count).mapToObj(i -> outbound.send("e" + i, message("e" + i, null)));
    List<CompletableFuture<Receipt>> all = receipts.toList();
    platform.run();
    return all;
  }

  static WireMessage message(String id, String key) {
    byte[] body = id.getBytes(StandardCharsets.UTF_8);
    return new WireMessage(body, null, Map.of(), key, "dedup-" + id);
  }

  Capabilities capabilities() {
    return driver.capabilities(outbound.address());
  }

  ScriptedDriver.SentCall call(int index) {
    return driver.calls.get(index);
  }

  int calls() {
    return driver.calls.size();
  }

  /** Lets a call be answered and what follows from it happen. */
  void storeAll(int index) {
    call(index).storeAll();
    platform.run();
  }

  static IsobarException failureOf(CompletableFuture<Receipt> receipt) {
    try {
      receipt.join();
      throw new AssertionError("it is stored");
    } catch (CompletionException e) {
      return (IsobarException) e.getCause();
    }
  }
}
