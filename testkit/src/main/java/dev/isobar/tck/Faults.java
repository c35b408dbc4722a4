package dev.isobar.tck;

/** Lets a service misbehave. */
public interface Faults {
  /**
   * Returns whether a fault can be made here.
   *
   * @param fault which
   */
  boolean can(ServiceFault fault);

  /**
   * Begins a fault; it goes on until {@link #heal()}.
   *
   * @param fault one that {@link #can} accepts
   */
  void begin(ServiceFault fault);

  /** Ends every fault. */
  void heal();

  /** Returns faults of a service that cannot be made to misbehave. */
  static Faults none() {
    return new Faults() {
      @Override
      public boolean can(ServiceFault fault) {
        return false;
      }

      @Override
      public void begin(ServiceFault fault) {
        throw new IllegalArgumentException(fault + " cannot be made here");
      }

      @Override
      public void heal() {}
    };
  }
}
