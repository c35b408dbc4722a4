package com.example.folder;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Part;
import dev.isobar.spi.Platform;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import dev.isobar.spi.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Queues and subscriptions are folders; a topic is the list of its subscriptions' folders. */
final class FolderDriver implements Driver {
  private static final Capabilities CAPABILITIES = Capabilities.builder().build();

  private final DriverContext context;
  private final Path root;

  FolderDriver(DriverContext context, Path root) {
    this.context = context;
    this.root = root;
  }

  Platform platform() {
    return context.platform();
  }

  Path folder(Address address) {
    return root.resolve(address.physicalName());
  }

  /** Runs a blocking step where blocking is allowed. */
  <T> CompletionStage<T> blocking(Step<T> step) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return step.run();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        platform().blocking());
  }

  /** A step over files. */
  interface Step<T> {
    T run() throws IOException;
  }

  @Override
  public Address address(Resource resource, Part part) {
    if (resource.kind() == Resource.Kind.BUS || resource.kind() == Resource.Kind.ROUTE) {
      throw new IsobarException(
          ErrorCode.UNSUPPORTED,
          "the provider folder has no buses; publish to a topic instead of " + resource);
    }
    String name = context.name(resource.name());
    return new Address(resource, part == Part.DEAD_LETTER ? name + "-dead" : name, part);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return CAPABILITIES;
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return CompiledFilter.none(filter);
  }

  @Override
  public Sender sender(Address address) {
    return batch -> blocking(() -> send(address, batch));
  }

  private List<SendOutcome> send(Address address, List<WireMessage> batch) {
    List<SendOutcome> outcomes = new ArrayList<>(batch.size());
    for (WireMessage message : batch) {
      try {
        for (Path target : targets(address)) {
          FolderMessage.write(target, message, platform());
        }
        outcomes.add(SendOutcome.stored(""));
      } catch (IOException e) {
        outcomes.add(SendOutcome.unknown(e));
      }
    }
    return outcomes;
  }

  private List<Path> targets(Address address) throws IOException {
    boolean topic = address.resource().kind() == Resource.Kind.TOPIC;
    return topic ? Folders.subscriptions(folder(address)) : List.of(folder(address));
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    return new FolderReceiver(this, folder(address), options, inbound);
  }

  @Override
  public Provisioner provisioner() {
    return new Folders(this);
  }

  /** The folder of the topic that a subscription hangs on. */
  Path topicOf(Address subscription) {
    return root.resolve(context.name(subscription.resource().from().orElseThrow()));
  }

  /** The folder of the dead letters of a queue or subscription. */
  Path deadLettersOf(Address consumed) {
    return folder(address(consumed.resource(), Part.DEAD_LETTER));
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return blocking(() -> OptionalLong.of(FolderMessage.list(folder(address)).size()));
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (cause instanceof NoSuchFileException) {
      return ErrorCode.NOT_FOUND;
    }
    if (cause instanceof AccessDeniedException) {
      return ErrorCode.PERMISSION_DENIED;
    }
    return cause instanceof IOException ? ErrorCode.UNAVAILABLE : ErrorCode.UNKNOWN;
  }

  @Override
  public String describe() {
    return root.toString();
  }

  @Override
  public void close() {}
}
