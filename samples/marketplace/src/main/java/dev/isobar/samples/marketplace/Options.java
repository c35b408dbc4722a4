package dev.isobar.samples.marketplace;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param provider who carries the events, or null for what the configuration says
 * @param events about how many events to publish
 * @param forever whether to run until the process is told to end
 * @param folder where pictures are dropped; thumbnails go to a folder beside it
 */
record Options(@Nullable String provider, int events, boolean forever, Path folder) {
  static final String USAGE =
      """
      usage: bin/marketplace [options]
        --events N         about how many events to publish, from 12 to 100000 (default 60)
        --provider NAME    who carries them (default: local, or what isobar.properties says)
        --folder PATH      where pictures are dropped (default .isobar/pictures)
        --forever          run until Ctrl-C
        --help             print this""";

  /** The command line cannot be understood; the message says why. */
  static final class BadUsage extends Exception {
    private static final long serialVersionUID = 1L;

    BadUsage(String message) {
      super(message);
    }
  }

  static Options parse(String[] args) throws BadUsage {
    Options options = new Options(null, 60, false, Path.of(".isobar", "pictures"));
    for (int i = 0; i < args.length; i++) {
      boolean takesValue = !args[i].equals("--forever");
      String value = takesValue && i + 1 < args.length ? args[i + 1] : "";
      options = options.with(args[i], value);
      i += takesValue ? 1 : 0;
    }
    return options;
  }

  private Options with(String option, String value) throws BadUsage {
    return switch (option) {
      case "--forever" -> new Options(provider, events, true, folder);
      case "--provider" -> new Options(required(option, value), events, forever, folder);
      case "--events" -> new Options(provider, count(value), forever, folder);
      case "--folder" -> new Options(provider, events, forever, Path.of(required(option, value)));
      default -> throw new BadUsage("unknown option " + option);
    };
  }

  private static String required(String option, String value) throws BadUsage {
    if (value.isBlank()) {
      throw new BadUsage(option + " needs a value");
    }
    return value;
  }

  private static int count(String value) throws BadUsage {
    try {
      int count = Integer.parseInt(value);
      if (count >= 12 && count <= 100_000) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      // answered below
    }
    throw new BadUsage("--events is \"" + value + "\"; it must be from 12 to 100000");
  }
}
