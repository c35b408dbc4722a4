package dev.isobar.test.sim;

import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Limits;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import dev.isobar.spi.WireMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Sends to one place of the broker and notes what is against the rules of the SPI. */
final class SimSender implements Sender {
  private final SimBroker broker;
  private final SimPlatform client;
  private final Address address;

  SimSender(SimBroker broker, SimPlatform client, Address address) {
    this.broker = broker;
    this.client = client;
    this.address = address;
  }

  @Override
  public CompletionStage<List<SendOutcome>> send(List<WireMessage> batch) {
    check(batch);
    return broker
        .network()
        .call(client, address.physicalName(), () -> broker.send(address.physicalName(), batch));
  }

  private void check(List<WireMessage> batch) {
    Limits limits = broker.profile().capabilities().limits();
    if (batch.isEmpty() || batch.size() > limits.batchMessages().value()) {
      violation("sends " + batch.size() + " messages, at most " + limits.batchMessages().value());
    }
    long bytes = batch.stream().mapToLong(WireMessage::size).sum();
    if (bytes > limits.batchBytes().value()) {
      violation("sends " + bytes + " bytes, at most " + limits.batchBytes().value());
    }
    Set<String> ids = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (WireMessage message : batch) {
      if (message.deduplicationId().isEmpty() || !ids.add(message.deduplicationId())) {
        violation("sends the deduplication id \"" + message.deduplicationId() + "\" twice");
      }
      if (!keys.add(String.valueOf(message.key())) && onePerKey()) {
        violation("sends two messages of key " + message.key() + " in one batch");
      }
    }
  }

  private boolean onePerKey() {
    return address.resource().ordered()
        && address.part() == dev.isobar.spi.Part.MAIN
        && broker.profile().capabilities().orderedBatch() == Capabilities.OrderedBatch.ONE_PER_KEY;
  }

  private void violation(String what) {
    broker.violation("the sender to " + address + " in " + client.name() + " " + what);
  }
}
