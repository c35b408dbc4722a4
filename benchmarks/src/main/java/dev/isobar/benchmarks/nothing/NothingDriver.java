package dev.isobar.benchmarks.nothing;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Limits;
import dev.isobar.spi.Part;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stores everything nowhere, at once, in batches as those of SQS; delivers what a benchmark puts on
 * its shelf. Thread-safe.
 */
public final class NothingDriver implements Driver {
  /** The size of a batch, as on SQS. */
  public static final int BATCH = 10;

  private static final Capabilities CAPABILITIES =
      Capabilities.builder()
          .ordered(Capabilities.OrderedBatch.MANY_PER_KEY)
          .nativeDeadLetter()
          .countsReceives()
          .limits(
              Limits.builder().batch(BATCH, 1 << 20, "as SQS").settleBatch(BATCH, "as SQS").build())
          .build();
  private static final SendOutcome STORED = SendOutcome.stored("id");

  private final AtomicLong sends = new AtomicLong();
  private final Shelf shelf = new Shelf();

  /** Returns how many calls were made to send. */
  public long sends() {
    return sends.get();
  }

  /**
   * Delivers events to whoever receives.
   *
   * @param events each with its own lease and native id
   * @return reaches zero when each is settled
   */
  public CountDownLatch deliver(List<Received> events) {
    return shelf.fill(events);
  }

  /** Returns what it can do, the same everywhere. */
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Sender sender(Address address) {
    return batch -> {
      sends.incrementAndGet();
      return CompletableFuture.completedFuture(Collections.nCopies(batch.size(), STORED));
    };
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    return shelf.receiver(inbound);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return CAPABILITIES;
  }

  @Override
  public Address address(Resource resource, Part part) {
    String suffix = part == Part.DEAD_LETTER ? "-dead" : "";
    return new Address(resource, resource.name() + suffix, part);
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return CompiledFilter.none(filter);
  }

  @Override
  public Provisioner provisioner() {
    return new Provisioner() {
      @Override
      public CompletionStage<List<Difference>> compare(Address wanted) {
        return CompletableFuture.completedFuture(List.of());
      }

      @Override
      public CompletionStage<Void> create(Address wanted) {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<Void> update(Address wanted) {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<Void> delete(Address unwanted) {
        return CompletableFuture.completedFuture(null);
      }
    };
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
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return nativeType.isInstance(this) ? Optional.of(nativeType.cast(this)) : Optional.empty();
  }

  @Override
  public String describe() {
    return "nothing";
  }

  @Override
  public void close() {}
}
