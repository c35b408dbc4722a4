package dev.isobar.runtime.receive;

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
import dev.isobar.spi.Receiver;
import dev.isobar.spi.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A provider that only receives, and keeps every receiver that it opened. */
final class ScriptedProvider implements Driver {
  /** What the provider fails with. */
  static final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NativeException() {
      super("native failure");
    }
  }

  final List<ScriptedReceiver> receivers = new ArrayList<>();
  int failingOpens;
  int failingRequests;
  private final Capabilities capabilities;

  ScriptedProvider(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    if (failingOpens > 0) {
      failingOpens--;
      throw new NativeException();
    }
    ScriptedReceiver receiver = new ScriptedReceiver(this, address, options, inbound);
    receivers.add(receiver);
    return receiver;
  }

  @Override
  public Address address(Resource resource, Part part) {
    return new Address(resource, resource.name() + "-" + part, part);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return capabilities;
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    return failure instanceof NativeException ? ErrorCode.UNAVAILABLE : ErrorCode.UNKNOWN;
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return CompiledFilter.none(filter);
  }

  @Override
  public Sender sender(Address address) {
    throw new UnsupportedOperationException("only receives");
  }

  @Override
  public Provisioner provisioner() {
    throw new UnsupportedOperationException("only receives");
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return CompletableFuture.completedFuture(OptionalLong.empty());
  }

  @Override
  public String describe() {
    return "scripted";
  }

  @Override
  public void close() {}
}
