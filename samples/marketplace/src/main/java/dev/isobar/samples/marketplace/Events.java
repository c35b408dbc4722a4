package dev.isobar.samples.marketplace;

import dev.isobar.EventType;

/** What the services of the marketplace tell one another. */
final class Events {
  /** A picture lies in the folder. */
  record PictureDropped(String name, long bytes) {}

  /** A thumbnail of a picture was made. */
  record PictureResized(String name, int width, int height) {}

  /** Somebody signed up. */
  record SignedUp(String user, String phone) {}

  /** A customer placed an order; numbers count up per customer. */
  record OrderPlaced(String customer, int number, long cents) {}

  static final EventType<PictureDropped> PICTURE_DROPPED =
      EventType.of("com.example.marketplace.picture.dropped", PictureDropped.class)
          .subject(PictureDropped::name);

  static final EventType<PictureResized> PICTURE_RESIZED =
      EventType.of("com.example.marketplace.picture.resized", PictureResized.class)
          .subject(PictureResized::name);

  static final EventType<SignedUp> SIGNED_UP =
      EventType.of("com.example.marketplace.user.signed-up", SignedUp.class)
          .subject(SignedUp::user);

  static final EventType<OrderPlaced> ORDER_PLACED =
      EventType.of("com.example.marketplace.order.placed", OrderPlaced.class)
          .key(OrderPlaced::customer);

  private Events() {}
}
