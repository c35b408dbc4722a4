package dev.isobar.runtime.publish;

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
import dev.isobar.spi.SendOutcome;
import dev.isobar.spi.Sender;
import dev.isobar.spi.WireMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A provider whose answers a test gives, one call at a time or by a rule. */
final class ScriptedDriver implements Driver {
  /** What a provider fails with. */
  static final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ErrorCode code;

    NativeException(ErrorCode code) {
      super("native " + code);
      this.code = code;
    }
  }

  /** One call that was made. */
  static final class SentCall {
    final List<WireMessage> batch;
    private final CompletableFuture<List<SendOutcome>> answer = new CompletableFuture<>();

    SentCall(List<WireMessage> batch) {
      this.batch = batch;
    }

    List<String> bodies() {
      return batch.stream().map(ScriptedDriver::body).toList();
    }

    void answer(List<SendOutcome> outcomes) {
      answer.complete(outcomes);
    }

    void storeAll() {
      answer(batch.stream().map(m -> SendOutcome.stored("native-" + body(m))).toList());
    }

    void fail(ErrorCode code) {
      answer.completeExceptionally(new NativeException(code));
    }
  }

  final List<SentCall> calls = new ArrayList<>();
  private final Capabilities capabilities;
  private boolean keeping = true;
  private Function<List<WireMessage>, CompletionStage<List<SendOutcome>>> rule;

  ScriptedDriver(Capabilities capabilities) {
    this.capabilities = capabilities;
    this.rule = null;
  }

  /** Answers every call from now on. */
  void rule(Function<List<WireMessage>, CompletionStage<List<SendOutcome>>> answers) {
    rule = answers;
  }

  /** Keeps no calls from now on. */
  void forget() {
    keeping = false;
  }

  static String body(WireMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  static SendOutcome refused(ErrorCode code) {
    return SendOutcome.refused(new NativeException(code));
  }

  static SendOutcome unknown(ErrorCode code) {
    return SendOutcome.unknown(new NativeException(code));
  }

  @Override
  public Sender sender(Address address) {
    return batch -> {
      SentCall call = new SentCall(batch);
      if (keeping) {
        calls.add(call);
      }
      return rule == null ? call.answer : rule.apply(batch);
    };
  }

  @Override
  public Capabilities capabilities(Address address) {
    return capabilities;
  }

  @Override
  public ErrorCode classify(Throwable failure) {
    return failure instanceof NativeException known ? known.code : ErrorCode.UNKNOWN;
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
  public String describe() {
    return "scripted";
  }

  @Override
  public void close() {}
}
