package dev.isobar.samples.marketplace;

import dev.isobar.Isobar;
import dev.isobar.IsobarException;
import dev.isobar.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs the marketplace. The same program runs on every provider: {@code --provider} or {@code
 * isobar.properties} is all that changes.
 */
public final class Marketplace {
  private static final int FEW = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Options options;
  private final Console console;
  private final Ledger ledger = new Ledger();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Marketplace(Options options, PrintStream out) {
    this.options = options;
    this.console = new Console(out, options.events() <= FEW);
  }

  /**
   * Runs the marketplace and ends with status 0 when nothing was lost, 1 when something was, 2 when
   * the command line or the configuration is wrong.
   *
   * @param args see {@code --help}
   * @throws Exception when the program itself is broken
   */
  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      out.println(Options.USAGE);
      return 0;
    }
    try {
      return new Marketplace(Options.parse(args), out).run();
    } catch (Options.BadUsage e) {
      err.println(e.getMessage());
      err.println(Options.USAGE);
      return 2;
    } catch (IsobarException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private static Topology topology() {
    Topology.Builder topology = Topology.builder();
    Pictures.declare(topology);
    SignUps.declare(topology);
    Orders.declare(topology);
    return topology.build();
  }

  private Isobar open() {
    Isobar.Builder builder =
        Isobar.builder()
            .topology(topology())
            .interceptor(ledger)
            .set("topology", "create")
            .set("source", "https://marketplace.example.com");
    if (options.provider() != null) {
      builder.set("provider", options.provider());
    }
    return builder.open();
  }

  private int run() throws IOException, InterruptedException {
    try (Isobar isobar = open()) {
      Pictures pictures = new Pictures(isobar, ledger, console, options.folder());
      SignUps signUps = new SignUps(isobar, ledger, console);
      Orders orders = new Orders(isobar, ledger, console);
      pictures.start();
      signUps.start();
      orders.start();

      int third = options.events() / 3;
      console.title("A person drops pictures into " + options.folder());
      pictures.dropSome(Math.min(6, third));
      pictures.look();

      console.title("People sign up: e-mail, SMS and marketing are told; SMS is down");
      signUps.signUp(third);

      console.title("Customers place orders");
      orders.place(third);

      console.title("SMS comes back");
      signUps.repair(third, PATIENCE);

      if (options.forever()) {
        goOn(pictures);
      }
      return finish(isobar);
    } finally {
      ended.countDown();
    }
  }

  /** Watches the folder until the process is told to end, which then waits for the summary. */
  private void goOn(Pictures pictures) throws IOException, InterruptedException {
    console.title("Drop a .png or .jpg into " + options.folder() + "; Ctrl-C ends");
    CountDownLatch ending = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.countDown();
                  awaitQuietly(ended);
                }));
    while (!ending.await(250, TimeUnit.MILLISECONDS)) {
      pictures.look();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int finish(Isobar isobar) throws InterruptedException {
    boolean settled = ledger.awaitSettled(PATIENCE);
    console.title("What the provider does for each resource");
    console.lines(isobar.explain().text());
    console.title("Summary");
    console.lines(ledger.summary());
    return settled && ledger.lost() == 0 ? 0 : 1;
  }
}
