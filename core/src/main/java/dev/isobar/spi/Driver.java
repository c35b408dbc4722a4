package dev.isobar.spi;

import dev.isobar.ErrorCode;
import dev.isobar.Resource;
import dev.isobar.filter.Filter;
import io.cloudevents.CloudEvent;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What an adapter implements. A driver makes one honest call and nothing more: it does not batch,
 * retry, sleep, cache, log-and-swallow or reorder; the retries of its SDK are off. The runtime does
 * once what can be done once. The rules of threading and ownership stand in the package's
 * description.
 */
public interface Driver extends AutoCloseable {
  /**
   * Returns where a part of a resource lies. Pure. An address is also the identity of a place:
   * where {@link Part#RETURN} has the physical name of {@link Part#MAIN}, the runtime opens one
   * receiver for both.
   *
   * <p>At opening the runtime asks for {@link Part#MAIN} of every declared resource, and for {@link
   * Part#RETURN} and {@link Part#DEAD_LETTER} of every subscription and queue, for no other pairs.
   * Here a driver refuses a kind of resource that its provider does not have. All refusals are told
   * at once.
   *
   * @param resource a declared resource
   * @param part the wanted part
   * @return the address, whose physical name is made of {@link DriverContext#name} of the resource;
   *     where the provider needs it, also of that of {@link Resource#from()}, the topic of a
   *     subscription or the bus of a route
   * @throws dev.isobar.IsobarException INVALID_ARGUMENT when the provider does not allow the name,
   *     UNSUPPORTED when it has nothing of this kind; the message names the resource
   */
  Address address(Resource resource, Part part);

  /**
   * Returns what the provider can do at an address. Pure.
   *
   * @param address an address of this driver
   */
  Capabilities capabilities(Address address);

  /**
   * Translates a filter. Pure. The native text never rejects an event that the filter accepts.
   *
   * @param filter the portable filter
   * @param address the subscription or route that it is for
   * @return the native text and what it leaves over
   */
  CompiledFilter compile(Filter filter, Address address);

  /**
   * Opens a sender. Does not block.
   *
   * @param address a topic, queue, bus or return address, or the dead letters where dead-lettering
   *     is not native
   * @return the sender, closed with the driver
   */
  Sender sender(Address address);

  /**
   * Opens a receiver. Does not block; nothing arrives before {@link Receiver#request}.
   *
   * @param address the main part of a subscription or queue, its return address or dead letters
   * @param options how it will be used
   * @param inbound where events are pushed
   * @return the receiver, which the runtime stops and closes
   */
  Receiver receiver(Address address, ReceiveOptions options, Inbound inbound);

  /** Returns what compares, creates, updates and deletes resources. */
  Provisioner provisioner();

  /**
   * Counts the events that wait at an address, without receiving any. Leased events may be counted
   * or not, as the service has it.
   *
   * @param address the main part of a subscription or queue, or its dead letters
   * @return completes with the (possibly approximate) count, or empty when the provider cannot
   */
  CompletionStage<OptionalLong> depth(Address address);

  /**
   * Recognises a message that is no CloudEvent but in a format that this provider documents, e.g.
   * an S3 notification. Pure; called only when the message is not a CloudEvent in any content mode.
   *
   * @param received the message
   * @return the event it stands for, or empty when the format is not known
   */
  default Optional<CloudEvent> adopt(Received received) {
    return Optional.empty();
  }

  /**
   * Gives the portable code of a failure of the provider or its SDK. Pure.
   *
   * @param failure what a stage of this driver failed with, or its cause
   * @return the code, {@link ErrorCode#UNKNOWN} when no rule knows it
   */
  ErrorCode classify(Throwable failure);

  /**
   * Returns what spans and metrics call this service and an address. Pure.
   *
   * @param address an address of this driver
   * @return the names, or empty for {@code isobar.} + the name of the provider as the system and
   *     the physical name as the destination
   */
  default Optional<TelemetryNames> telemetry(Address address) {
    return Optional.empty();
  }

  /**
   * Returns the provider's own client.
   *
   * @param nativeType the wanted class
   * @param <N> the wanted class
   * @return the client, or empty when there is none of this class
   */
  default <N> Optional<N> unwrap(Class<N> nativeType) {
    return Optional.empty();
  }

  /** Describes endpoint, account or project and region for the start-up line; without secrets. */
  String describe();

  /** Closes senders, receivers and connections. Idempotent; may block for a bounded time. */
  @Override
  void close();
}
