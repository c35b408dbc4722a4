package dev.isobar.benchmarks;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Limits;
import dev.isobar.spi.Part;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A provider with the batches of SQS that stores everything nowhere, at once. */
final class IdleDriver implements Driver {
  private static final Capabilities CAPABILITIES =
      Capabilities.builder().limits(Limits.builder().batch(10, 1 << 20, "as SQS").build()).build();
  private static final SendOutcome STORED = SendOutcome.stored("id");

  private final AtomicLong calls = new AtomicLong();

  long calls() {
    return calls.get();
  }

  @Override
  public Sender sender(Address address) {
    return batch -> {
      calls.incrementAndGet();
      return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), STORED));
    };
  }

  @Override
  public Capabilities capabilities(Address address) {
    return CAPABILITIES;
  }

  @Override
  public Address address(Resource resource, Part part) {
    return new Address(resource, resource.name(), part);
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return CompiledFilter.none(filter);
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    throw new UnsupportedOperationException("only sends");
  }

  @Override
  public Provisioner provisioner() {
    throw new UnsupportedOperationException("only sends");
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return CompletableFuture.completedFuture(OptionalLong.empty());
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    return ErrorCode.UNKNOWN;
  }

  @Override
  public String describe() {
    return "idle";
  }

  @Override
  public void close() {}
}
