package dev.isobar.runtime.platform;

/** Runs an action when the process is told to end, unless it is withdrawn before. */
public final class ShutdownHook {
  private final Thread thread;

  /**
   * Registers the action.
   *
   * @param action may block; the process ends when it returns
   */
  public ShutdownHook(Runnable action) {
    thread = new Thread(action, "isobar-shutdown");
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Withdraws the action; without effect while the process ends. */
  public void withdraw() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException endingAlready) {
      // the hook runs, or has run
    }
  }
}
