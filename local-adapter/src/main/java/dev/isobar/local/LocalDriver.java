package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.local.LocalDriverProvider.Sync;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.Capabilities.OrderedBatch;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Limits;
import dev.isobar.spi.Part;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.Sender;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** The embedded broker as a driver. Thread-safe. */
final class LocalDriver implements Driver {
  /** Ends the name of the dead letters of a subscription or queue. */
  static final String DEAD_SUFFIX = "-dead";

  private static final int LONGEST_NAME = 200;
  private static final int MOST_RECEIVES = 1_000;
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final int LARGEST_MESSAGE = 1 << 20;

  private static final Capabilities CAPABILITIES =
      Capabilities.builder()
          .binary(Attributes.PREFIX)
          .ordered(OrderedBatch.MANY_PER_KEY)
          .releaseDelay(LONGEST)
          .lease(LONGEST, LONGEST)
          .nativeDeadLetter()
          .countsReceives()
          .maxDeliveryLimit(MOST_RECEIVES)
          .limits(
              Limits.builder()
                  .messageBytes(LARGEST_MESSAGE, "Isobar: docs/local.md, Limits")
                  .batch(500, 4L << 20, "Isobar: docs/local.md, Limits")
                  .settleBatch(500, "Isobar: docs/local.md, Limits")
                  .build())
          .build();

  private final Platform platform;
  private final StoreFile file;
  private final Flow flow;
  private final UnaryOperator<String> names;

  private LocalDriver(Platform platform, StoreFile file, Flow flow, UnaryOperator<String> names) {
    this.names = names;
    this.platform = platform;
    this.file = file;
    this.flow = flow;
  }

  static LocalDriver open(Platform platform, UnaryOperator<String> names, String path, Sync sync) {
    platform.blocking().execute(NativeLibrary::load);
    StoreFile file = StoreFile.of(path);
    Database database = new Database(file, file.isPrivate() ? null : sync);
    NativeLibrary.load();
    try {
      database.open();
    } catch (SQLException | RuntimeException failure) {
      database.close();
      file.close();
      throw Failures.refusal(failure, file.path());
    }
    Flow flow = new Flow(new Store(platform, database), file.isPrivate());
    return new LocalDriver(platform, file, flow, names);
  }

  Flow flow() {
    return flow;
  }

  /** Returns the limit that ends an event whose handlers end the process each time. */
  static int backstop(int maxAttempts) {
    return Math.min(2 * maxAttempts + 10, MOST_RECEIVES);
  }

  @Override
  public Address address(Resource resource, Part part) {
    String name = names.apply(resource.name());
    if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IsobarException(
          ErrorCode.INVALID_ARGUMENT,
          "the name \""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\" of "
              + resource
              + " is not allowed; a name of the local broker has 1 to "
              + LONGEST_NAME
              + " printable characters");
    }
    return new Address(resource, part == Part.DEAD_LETTER ? name + DEAD_SUFFIX : name, part);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return CAPABILITIES;
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return new CompiledFilter(
        filter.equals(Filter.TRUE) ? "" : filter.toString(), Filter.TRUE, true, List.of());
  }

  @Override
  public Sender sender(Address address) {
    String name = address.physicalName();
    return batch -> flow.submit(batch.size(), store -> Sends.send(store, name, batch));
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    return new LocalReceiver(flow, address, options, inbound);
  }

  @Override
  public Provisioner provisioner() {
    return new Provisioning(flow, names);
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return flow.submit(1, store -> Deliveries.depth(store, address.physicalName()));
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    return Failures.classify(failure);
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return nativeType == Path.class ? Optional.of(nativeType.cast(file.path())) : Optional.empty();
  }

  @Override
  public String describe() {
    return file.isPrivate() ? "memory (" + file.path() + ")" : file.path().toString();
  }

  @Override
  public void close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    flow.turn(
        () -> {
          flow.close();
          done.complete(null);
        });
    try {
      platform.await(done, CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException stuckInTheFileSystem) {
      // The connection ends with its transaction.
    }
    file.close();
  }
}
