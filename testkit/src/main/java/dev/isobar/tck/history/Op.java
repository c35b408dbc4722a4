package dev.isobar.tck.history;

import java.util.List;

/**
 * One half of one operation, one line of a history. Immutable. What does not apply is empty or 0.
 *
 * @param p the process, a dot and its thread or actor; a process is named up to its first dot
 * @param i the number of the operation within {@code p}: an end carries that of its beginning
 * @param t the monotonic clock in nanoseconds, one for all processes
 * @param op the kind
 * @param ph the half
 * @param e the event's id
 * @param k the event's key
 * @param q the number of the event within its writer and key, from 1
 * @param s the subscription or queue; of a publish and of a witness the topic or queue
 * @param a the attempt; of a dead letter its attempts; of a subscription its greatest number of
 *     attempts; of a plan how many faults it has
 * @param h a hash of data and attributes
 * @param r the result, see {@link Kind}
 * @param err the portable code of a failure
 * @param to of a publish: the subscriptions whose portable filter accepts the event
 * @param within in nanoseconds: of a close its deadline, of a subscription the longest time that a
 *     stored event may take after the faults have ended
 */
public record Op(
    String p,
    long i,
    long t,
    Kind op,
    Phase ph,
    String e,
    String k,
    long q,
    String s,
    int a,
    String h,
    String r,
    String err,
    List<String> to,
    long within) {

  /** The kinds of operation. */
  public enum Kind {
    /** What the run is meant to do: {@code a} faults. */
    PLAN,
    /** Declares {@code s}: {@code r} is ordered, unordered or filtered. */
    SUBSCRIPTION,
    /** A publish of {@code e} to {@code s}. */
    PUBLISH,
    /** A handler call; it ends OK with {@code r} complete, retry, reject or threw. */
    HANDLE,
    /** A delivery was told that its lease is lost; {@code i} is that of its HANDLE. */
    CANCELLED,
    /**
     * The provider answered a settlement of {@code e}: {@code r} is done when it was acknowledged,
     * released, dead when it was moved to the dead letters, or lost.
     */
    SETTLED,
    /** A dead letter of {@code e} was stored. */
    BURIED,
    /** At the end {@code e} is in the topic or queue {@code s}, as the provider itself says. */
    WITNESS,
    /** At the end {@code e} is a dead letter of {@code s}, with cause {@code r}. */
    DEAD_LETTER,
    /** A redrive of {@code e} at {@code s}. */
    REDRIVE,
    /** A discard of {@code e} at {@code s}. */
    DISCARD,
    /** Something bad of kind {@code r} happens: INVOKE and OK bound it, INFO is one moment. */
    FAULT,
    /** From here on nothing bad happens. */
    HEAL,
    /** The wait for quiet: OK when it came, INFO when not. */
    DRAIN,
    /** The closing of the instance {@code p}. */
    CLOSE
  }

  /** The halves. */
  public enum Phase {
    /** It begins. */
    INVOKE,
    /** It succeeded. */
    OK,
    /** It certainly did not happen. */
    FAIL,
    /** It may have happened, or it has no halves. */
    INFO
  }

  /**
   * Starts a line.
   *
   * @param op the kind
   * @param ph the half
   */
  public static Builder of(Kind op, Phase ph) {
    return new Builder(op, ph);
  }

  /** Returns the name of the process: {@code p} up to its first dot. */
  public String process() {
    int dot = p.indexOf('.');
    return dot < 0 ? p : p.substring(0, dot);
  }

  /** Returns a builder with the same values, to make a similar line. */
  public Builder like() {
    Builder copy = new Builder(op, ph);
    copy.p = p;
    copy.i = i;
    copy.t = t;
    copy.e = e;
    copy.k = k;
    copy.q = q;
    copy.s = s;
    copy.a = a;
    copy.h = h;
    copy.r = r;
    copy.err = err;
    copy.to = to;
    copy.within = within;
    return copy;
  }

  /** Collects the values of a line. Not thread-safe. */
  public static final class Builder {
    private Kind op;
    private Phase ph;
    private String p = "";
    private long i;
    private long t;
    private String e = "";
    private String k = "";
    private long q;
    private String s = "";
    private int a;
    private String h = "";
    private String r = "";
    private String err = "";
    private List<String> to = List.of();
    private long within;

    private Builder(Kind op, Phase ph) {
      this.op = op;
      this.ph = ph;
    }

    /**
     * Sets the half.
     *
     * @param half which
     */
    public Builder phase(Phase half) {
      ph = half;
      return this;
    }

    /**
     * Sets who does it.
     *
     * @param process the process, a dot and its thread or actor
     * @param number of the operation within it
     */
    public Builder by(String process, long number) {
      p = process;
      i = number;
      return this;
    }

    /**
     * Sets when.
     *
     * @param nanos the monotonic clock
     */
    public Builder at(long nanos) {
      t = nanos;
      return this;
    }

    /**
     * Sets the event.
     *
     * @param id its id
     * @param key its key, or empty
     * @param number of the event within its writer and key
     * @param hash of its data and attributes
     */
    public Builder event(String id, String key, long number, String hash) {
      e = id;
      k = key;
      q = number;
      h = hash;
      return this;
    }

    /**
     * Sets the event by its id alone.
     *
     * @param id its id
     */
    public Builder event(String id) {
      e = id;
      return this;
    }

    /**
     * Sets the subscription, queue or topic.
     *
     * @param name its logical name
     */
    public Builder on(String name) {
      s = name;
      return this;
    }

    /**
     * Sets the attempt, or the number that the kind calls for.
     *
     * @param number from 0
     */
    public Builder attempt(int number) {
      a = number;
      return this;
    }

    /**
     * Sets the result.
     *
     * @param text as the kind says
     */
    public Builder result(String text) {
      r = text;
      return this;
    }

    /**
     * Sets the failure.
     *
     * @param code the portable code
     */
    public Builder error(String code) {
      err = code;
      return this;
    }

    /**
     * Sets who is to get the event.
     *
     * @param subscriptions those whose portable filter accepts it
     */
    public Builder to(List<String> subscriptions) {
      to = List.copyOf(subscriptions);
      return this;
    }

    /**
     * Sets a deadline or bound.
     *
     * @param nanos in nanoseconds
     */
    public Builder within(long nanos) {
      within = nanos;
      return this;
    }

    /** Returns the line. */
    public Op build() {
      return new Op(p, i, t, op, ph, e, k, q, s, a, h, r, err, to, within);
    }
  }
}
