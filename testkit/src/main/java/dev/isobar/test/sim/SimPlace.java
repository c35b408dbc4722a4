package dev.isobar.test.sim;

import dev.isobar.spi.WireMessage;

/** Something with a physical name that takes events. */
interface SimPlace {
  String name();

  boolean ordered();

  void store(WireMessage message);
}
