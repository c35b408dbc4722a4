package dev.isobar.tck.broken;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import dev.isobar.spi.Address;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.CompiledFilter;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Driver;
import dev.isobar.spi.DriverContext;
import dev.isobar.spi.Inbound;
import dev.isobar.spi.Part;
import dev.isobar.spi.Provisioner;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import dev.isobar.spi.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A good driver with one defect. */
final class BrokenDriver implements Driver {
  private final Driver good;
  private final DriverContext context;
  private final Defect defect;
  private boolean deaf;

  BrokenDriver(Driver good, DriverContext context, Defect defect) {
    this.good = good;
    this.context = context;
    this.defect = defect;
  }

  @Override
  public Address address(Resource resource, Part part) {
    return good.address(resource, part);
  }

  @Override
  public Capabilities capabilities(Address address) {
    return good.capabilities(address);
  }

  @Override
  public CompiledFilter compile(Filter filter, Address address) {
    return good.compile(filter, address);
  }

  @Override
  public Sender sender(Address address) {
    boolean redrive =
        defect == Defect.REDRIVES_TO_THE_TOPIC
            && address.part() == Part.RETURN
            && address.resource().kind() == Resource.Kind.SUBSCRIPTION;
    Sender sender = good.sender(redrive ? topicOf(address) : address);
    return batch -> send(sender, batch);
  }

  private Address topicOf(Address address) {
    Resource topic = context.topology().find(address.resource().from().orElseThrow()).orElseThrow();
    return good.address(topic, Part.MAIN);
  }

  private CompletionStage<List<SendOutcome>> send(Sender sender, List<WireMessage> batch) {
    return switch (defect) {
      case REPORTS_STORED_BEFORE_STORING -> {
        context.platform().schedule(Duration.ofSeconds(3), () -> sender.send(batch));
        yield CompletableFuture.completedFuture(
            batch.stream().map(m -> SendOutcome.stored("early")).toList());
      }
      case SENDS_TWICE -> sender.send(batch).thenCompose(first -> sender.send(batch));
      case DROPS_ATTRIBUTES -> sender.send(batch.stream().map(BrokenDriver::stripped).toList());
      case TAKES_UNMENTIONED_FOR_STORED ->
          sender.send(batch).thenApply(BrokenDriver::allUnknownStored);
      case CALLS_UNKNOWN_REFUSED -> refusingWhatIsUnknown(sender.send(batch), batch.size());
      case COLLAPSES_RESULTS -> sender.send(batch).thenApply(BrokenDriver::collapsed);
      default -> sender.send(batch);
    };
  }

  private static WireMessage stripped(WireMessage message) {
    Map<String, String> attributes = new LinkedHashMap<>(message.attributes());
    attributes.remove("ce-unicode");
    return new WireMessage(
        message.body(),
        message.contentType(),
        attributes,
        message.key(),
        message.deduplicationId());
  }

  private static List<SendOutcome> allUnknownStored(List<SendOutcome> outcomes) {
    return outcomes.stream().map(o -> o.maybeStored() ? SendOutcome.stored("x") : o).toList();
  }

  private static CompletionStage<List<SendOutcome>> refusingWhatIsUnknown(
      CompletionStage<List<SendOutcome>> outcomes, int size) {
    return outcomes.exceptionally(
        failure -> {
          List<SendOutcome> refused = new ArrayList<>();
          for (int i = 0; i < size; i++) {
            refused.add(SendOutcome.refused(new IllegalStateException("no answer")));
          }
          return refused;
        });
  }

  private static List<SendOutcome> collapsed(List<SendOutcome> outcomes) {
    Optional<SendOutcome> failed = outcomes.stream().filter(o -> !o.stored()).findFirst();
    return failed.isEmpty() ? outcomes : outcomes.stream().map(o -> failed.get()).toList();
  }

  @Override
  public Receiver receiver(Address address, ReceiveOptions options, Inbound inbound) {
    return new BrokenReceiver(
        i -> good.receiver(address, options, i), inbound, defect, deaf, () -> deaf = true);
  }

  @Override
  public Provisioner provisioner() {
    Provisioner honest = good.provisioner();
    if (defect != Defect.SEES_NO_DIFFERENCE) {
      return honest;
    }
    return new Provisioner() {
      @Override
      public CompletionStage<List<Difference>> compare(Address wanted) {
        return CompletableFuture.completedFuture(List.of());
      }

      @Override
      public CompletionStage<Void> create(Address wanted) {
        return honest.create(wanted);
      }

      @Override
      public CompletionStage<Void> update(Address wanted) {
        return honest.update(wanted);
      }

      @Override
      public CompletionStage<Void> delete(Address unwanted) {
        return honest.delete(unwanted);
      }
    };
  }

  @Override
  public CompletionStage<OptionalLong> depth(Address address) {
    return defect == Defect.COUNTS_DEPTH_WRONG
        ? good.depth(address).thenApply(d -> OptionalLong.of(d.orElse(0) + 1))
        : good.depth(address);
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    return defect == Defect.CLASSIFIES_NOTHING ? ErrorCode.UNKNOWN : good.classify(failure);
  }

  @Override
  public <N> Optional<N> unwrap(Class<N> nativeType) {
    return defect == Defect.UNWRAPS_NOTHING ? Optional.empty() : good.unwrap(nativeType);
  }

  @Override
  public String describe() {
    return good.describe() + " with the defect " + defect;
  }

  @Override
  public void close() {
    good.close();
  }
}
