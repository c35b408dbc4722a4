package dev.isobar.benchmarks;

import dev.isobar.benchmarks.harness.Loop;
import dev.isobar.benchmarks.harness.Pairs;
import dev.isobar.benchmarks.harness.Run;

/** The codec beside the JSON format of the CloudEvents SDK; {@code jmh Codec} has more of it. */
final class CodecComparison implements Benchmark {
  private static final int OPERATIONS = 500;

  private final CodecBenchmark codec = new CodecBenchmark();

  /** What the compiler may not leave out. */
  private volatile int kept;

  @Override
  public void measure(Run run) throws Exception {
    run.nanos(
        "codec: encode, checked before (1 KB event)",
        compare(run, codec::encode, codec::encodeSdk),
        "≥ 3.5");
    run.nanos(
        "codec: check every byte and encode",
        compare(run, codec::checkAndEncode, codec::encodeSdk),
        "");
    run.nanos("codec: decode", compare(run, codec::decode, codec::decodeSdk), "≥ 2.5");
    run.nanos(
        "codec: decode and take the data",
        compare(run, codec::decodeData, codec::decodeDataSdk),
        "≥ 2.5");
  }

  private Pairs compare(Run run, Operation ours, Operation peer) throws Exception {
    return Pairs.measure(
        run,
        () -> Loop.rate(run.slice(), () -> repeat(ours)),
        () -> Loop.rate(run.slice(), () -> repeat(peer)));
  }

  private long repeat(Operation operation) {
    int mix = kept;
    for (int i = 0; i < OPERATIONS; i++) {
      mix = 31 * mix + System.identityHashCode(operation.run());
    }
    kept = mix;
    return OPERATIONS;
  }

  private interface Operation {
    Object run();
  }
}
