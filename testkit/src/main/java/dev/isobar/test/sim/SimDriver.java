package dev.isobar.test.sim;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Part;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.Sender;
import io.cloudevents.CloudEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Connects one instance with the broker of its simulation. */
final class SimDriver implements Driver {
  private final SimBroker broker;
  private final SimPlatform client;
  private final UnaryOperator<String> names;

  SimDriver(SimBroker broker, SimPlatform client, UnaryOperator<String> names) {
    this.names = names;
    this.broker = broker;
    this.client = client;
  }

  @Override
  public Address address(Resource resource, Part part) {
    String name = names.apply(resource.name());
    boolean separate =
        broker.profile().separateReturn() && resource.kind() == Resource.Kind.SUBSCRIPTION;
    String physical =
        switch (part) {
          case MAIN -> name;
          case RETURN -> separate ? name + "-return" : name;
          case DEAD_LETTER -> name + "-dead";
        };
    return new Address(resource, physical, part);
  }

  /** Returns what a resource is called in the broker. */
  String physicalName(String logicalName) {
    return names.apply(logicalName);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return broker.profile().capabilities();
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return switch (broker.profile().filters()) {
      case NONE -> CompiledFilter.none(filter);
      case EXACT -> new CompiledFilter(filter.toString(), Filter.TRUE, true, List.of());
      case SUPERSET ->
          filter.equals(Filter.TRUE)
              ? CompiledFilter.none(filter)
              : new CompiledFilter(
                  filter + " or a third of the rest", filter, false, List.of("exactness"));
    };
  }

  @Override
  public Sender sender(Address address) {
    return new SimSender(broker, client, address);
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    return new SimReceiver(broker, client, address, options, inbound);
  }

  @Override
  public Provisioner provisioner() {
    return new SimProvisioner(broker, this);
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return call(
        address,
        () -> {
          SimChannel channel = broker.channel(address.physicalName());
          if (channel == null) {
            throw new SimFailure(ErrorCode.NOT_FOUND, address + " does not exist");
          }
          return OptionalLong.of(channel.waiting());
        });
  }

  <T> CompletionStage<T> call(Address address, Supplier<T> work) {
    return broker.network().call(client, address.physicalName(), work);
  }

  @Override
  public Optional<CloudEvent> adopt(Received received) {
    return Optional.empty();
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof SimFailure known ? known.code() : ErrorCode.UNKNOWN;
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return nativeType.isInstance(broker) ? Optional.of(nativeType.cast(broker)) : Optional.empty();
  }

  @Override
  public String describe() {
    return "simulated " + broker.profile() + ", seed " + broker.simulation().seed();
  }

  @Override
  public void close() {}
}
