package dev.isobar;

import java.util.Collection;
import java.util.List;

/** Handles several events in one call and settles each of them. */
@FunctionalInterface
public interface BatchHandler {
  /**
   * Handles a batch.
   *
   * @param batch at least one delivery; unmodifiable
   * @return settlements made by these deliveries; a delivery that none of them settles is retried
   * @throws Exception retries every delivery of the batch; {@link RejectedEventException} rejects
   *     every one, but what {@link Delivery#data} throws rejects only the delivery that it is of
   */
  Collection<Settlement> handle(List<Delivery> batch) throws Exception;
}
