package dev.isobar.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends batches to one address. Thread-safe: several batches may be in flight. */
public interface Sender {
  /**
   * Makes one call with all the messages. Must not block the calling thread.
   *
   * @param batch 1 to {@link Limits#batchMessages()} messages, together at most {@link
   *     Limits#batchBytes()}; unmodifiable, and not changed afterwards
   * @return completes with one outcome per message, in the same order: what the service did not
   *     mention is a failure. Completes exceptionally when the call failed as a whole; the runtime
   *     then asks {@link Driver#classify}, and takes the messages as possibly stored unless the
   *     code excludes it (INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNSUPPORTED,
   *     RESOURCE_EXHAUSTED, CONFLICT).
   */
  CompletionStage<List<SendOutcome>> send(List<WireMessage> batch);
}
