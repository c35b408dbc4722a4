package dev.isobar.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Compares declared resources with what is there, creates and changes them. Every method is
 * idempotent and safe when ten processes call it at once; each makes only its own calls, without
 * retries. A resource comes with all its parts: a subscription with its return address, dead
 * letters and policies.
 *
 * <p>The runtime calls for one resource at a time: for topics, queues and buses first, in the order
 * of their declaration, then for subscriptions, then for routes. So what a resource hangs on or
 * leads to is there before it.
 */
public interface Provisioner {
  /**
   * Compares.
   *
   * @param wanted the main address of a declared resource
   * @return completes with every difference, empty when there is none
   */
  CompletionStage<List<Difference>> compare(Address wanted);

  /**
   * Creates what is missing and leaves what exists.
   *
   * @param wanted the main address of a declared resource
   */
  CompletionStage<Void> create(Address wanted);

  /**
   * Changes what is there and can be changed into what is declared.
   *
   * @param wanted the main address of a declared resource
   */
  CompletionStage<Void> update(Address wanted);

  /**
   * Deletes the resource with everything in it; for tests.
   *
   * @param unwanted the main address of a resource
   */
  CompletionStage<Void> delete(Address unwanted);
}
