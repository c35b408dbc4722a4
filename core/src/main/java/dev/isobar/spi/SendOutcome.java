package dev.isobar.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one message of a batch. Immutable. */
public final class SendOutcome {
  private final String nativeId;
  private final @Nullable Throwable failure;
  private final boolean maybeStored;

  private SendOutcome(String nativeId, @Nullable Throwable failure, boolean maybeStored) {
    this.nativeId = nativeId;
    this.failure = failure;
    this.maybeStored = maybeStored;
  }

  /**
   * The service has stored the message.
   *
   * @param nativeId the service's id of the message, empty when it gives none
   */
  public static SendOutcome stored(String nativeId) {
    return new SendOutcome(Objects.requireNonNull(nativeId, "nativeId"), null, false);
  }

  /**
   * The service refused this message; it is certainly not stored.
   *
   * @param failure what {@link Driver#classify} understands
   */
  public static SendOutcome refused(Throwable failure) {
    return new SendOutcome("", Objects.requireNonNull(failure, "failure"), false);
  }

  /**
   * It is not known whether the service has stored this message, e.g. because the answer left it
   * out.
   *
   * @param failure what {@link Driver#classify} understands
   */
  public static SendOutcome unknown(Throwable failure) {
    return new SendOutcome("", Objects.requireNonNull(failure, "failure"), true);
  }

  /** Returns whether the message is certainly stored. */
  public boolean stored() {
    return failure == null;
  }

  /** Returns whether the message may be stored although there is a failure. */
  public boolean maybeStored() {
    return maybeStored;
  }

  /** Returns the service's id of a stored message, else an empty string. */
  public String nativeId() {
    return nativeId;
  }

  /** Returns why the message is not, or not certainly, stored. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }
}
