package dev.isobar.docs;

import dev.isobar.EventType;

/**
 * What every block of the documentation finds: the names that the examples share. A block that
 * declares one of them itself uses its own.
 */
public abstract class Prelude implements AutoCloseable {

  /** The event of most examples. */
  public record OrderPlaced(String id, String customer, long cents) {}

  /** Its type. */
  public static final EventType<OrderPlaced> PLACED =
      EventType.of("com.acme.order.placed", OrderPlaced.class)
          .id(OrderPlaced::id)
          .key(OrderPlaced::customer);

  /** What the examples do with an order. */
  public void charge(Object order) {
    System.out.println("charged " + order);
  }

  /** Runs the statements of the block. */
  public abstract void statements() throws Exception;

  @Override
  public void close() {}
}
