package dev.isobar.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isobar.codec.CheckedEvent;
import dev.isobar.codec.Decoded;
import dev.isobar.codec.EventCheck;
import dev.isobar.codec.EventCodec;
import dev.isobar.spi.Capabilities;
import dev.isobar.spi.WireMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The codec beside the JSON format of the CloudEvents SDK, on one event of about 1 KB: eight
 * attributes, two of them extensions, and 680 bytes of JSON data. The SDK decodes into a tree of
 * the data and does not check for duplicate keys; ours checks every byte and keeps the data as it
 * is. Nor does the SDK check JSON data that it encodes; ours does so before, in {@code check}.
 * {@code *Data} and {@code *All} add what a consumer does next.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(3)
public class CodecBenchmark {
  private final Capabilities structured = Capabilities.builder().build();
  private final Capabilities binary = Capabilities.builder().binary("ce-").build();
  private final JsonFormat sdk = new JsonFormat();
  private final CloudEvent event = event();
  private final CheckedEvent checked = EventCheck.check(event, false, false, structured);
  private final WireMessage structuredMessage = EventCodec.encode(checked, structured, "d");
  private final WireMessage binaryMessage = EventCodec.encode(checked, binary, "d");

  /** The event of which all numbers are. */
  static CloudEvent event() {
    return CloudEventBuilder.v1()
        .withId("5f0c9b1e-8a5e-4c55-9e53-0d2b6f0f7a11")
        .withSource(URI.create("https://shop.example.com/orders"))
        .withType("com.example.order.placed.v1")
        .withSubject("order/0000004711")
        .withTime(OffsetDateTime.parse("2026-02-03T04:05:06.789123Z"))
        .withExtension("partitionkey", "customer-0815")
        .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .withData("application/json", data().getBytes(UTF_8))
        .build();
  }

  private static String data() {
    StringBuilder json =
        new StringBuilder(
            "{\"id\":\"0000004711\",\"customer\":{\"id\":\"0815\",\"name\":\"Ann Example\","
                + "\"country\":\"CH\"},\"currency\":\"CHF\",\"total\":1234.50,\"paid\":true,"
                + "\"coupon\":null,\"lines\":[");
    for (int i = 0; i < 7; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"sku\":\"A-100")
          .append(i)
          .append("\",\"title\":\"Some article\",\"quantity\":2,\"cents\":1999}");
    }
    json.append("],\"note\":\"");
    json.append("x".repeat(680 - json.length() - 2));
    return json.append("\"}").toString();
  }

  /** Ours: checked event to structured message. */
  @Benchmark
  public WireMessage encode() {
    return EventCodec.encode(checked, structured, "d");
  }

  /** Ours: every check of an event to be published, its data included. */
  @Benchmark
  public CheckedEvent check() {
    return EventCheck.check(event, false, false, structured);
  }

  /** Ours: what a publish does, check and encode. */
  @Benchmark
  public WireMessage checkAndEncode() {
    return EventCodec.encode(EventCheck.check(event, false, false, structured), structured, "d");
  }

  /** Ours: checked event to binary message. */
  @Benchmark
  public WireMessage encodeBinary() {
    return EventCodec.encode(checked, binary, "d");
  }

  /** Theirs: event to JSON bytes. */
  @Benchmark
  public byte[] encodeSdk() {
    return sdk.serialize(event);
  }

  /** Ours: structured message to event. */
  @Benchmark
  public Decoded decode() {
    return EventCodec.decode(structuredMessage);
  }

  /** Ours: structured message to event, then a copy of the data. */
  @Benchmark
  public byte[] decodeData() {
    return dataOf(EventCodec.decode(structuredMessage));
  }

  /** Ours: structured message to event, then everything that is made when somebody asks. */
  @Benchmark
  public int decodeAll() {
    CloudEvent decoded = ((Decoded.Event) EventCodec.decode(structuredMessage)).event();
    return decoded.getSource().hashCode()
        ^ decoded.getTime().hashCode()
        ^ decoded.getExtensionNames().size()
        ^ decoded.getData().toBytes().length;
  }

  /** Ours: binary message to event. */
  @Benchmark
  public Decoded decodeBinary() {
    return EventCodec.decode(binaryMessage);
  }

  /** Theirs: JSON bytes to event. */
  @Benchmark
  public CloudEvent decodeSdk() {
    return sdk.deserialize(structuredMessage.body());
  }

  /** Theirs: JSON bytes to event, then the bytes of the data. */
  @Benchmark
  public byte[] decodeDataSdk() {
    return sdk.deserialize(structuredMessage.body()).getData().toBytes();
  }

  private static byte[] dataOf(Decoded decoded) {
    return ((Decoded.Event) decoded).event().getData().toBytes();
  }
}
