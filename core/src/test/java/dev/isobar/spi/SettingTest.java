package dev.isobar.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
  private static final Setting<URI> ENDPOINT =
      Setting.endpoint("isobar.x.endpoint", null, "An endpoint.");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sqs.eu-central-1.amazonaws.com",
        "https://vpce-1.sqs.eu-central-1.vpce.amazonaws.com:443/path",
        "sb://acme.servicebus.windows.net/",
        "amqps://acme.servicebus.windows.net",
        "https://localhost:8443",
        "http://localhost:4566",
        "http://LOCALHOST",
        "http://127.0.0.1:4566/",
        "http://127.1.2.3",
        "http://[::1]:8085",
        "amqp://localhost:5672",
        "https://10.0.0.1"
      })
  void an_endpoint_is_encrypted_or_on_loopback(String text) {
    assertThat(ENDPOINT.parse(text)).isEqualTo(URI.create(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost:4566",
        "sqs.amazonaws.com",
        "https:///path",
        "ftp://acme.com",
        "file:///etc/passwd",
        "jar:https://acme.com/x.jar!/",
        "http://sqs.amazonaws.com",
        "http://user:password@localhost",
        "https://user@acme.com",
        "https://user:password@acme.com",
        "https://acme.com?x=1",
        "https://acme.com#x",
        "http://0.0.0.0:4566",
        "https://0.0.0.0",
        "https://0",
        "http://[::]",
        "https://[::]",
        "http://169.254.169.254/latest",
        "https://169.254.169.254",
        "https://169.254.170.2",
        "https://[fe80::1]",
        "https://[fd00:ec2::254]",
        "https://[::ffff:169.254.169.254]",
        "https://metadata.google.internal",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://127.0.0.256",
        "http://127.0.0.1@evil.com",
        "amqp://acme.com",
        "https://acme.com\n.evil.com",
        "https://acme .com"
      })
  void no_other_endpoint_gets_credentials(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ENDPOINT.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "4096, 4096", "1KiB, 1024", "16MiB, 16777216", "1GiB, 1073741824"})
  void a_size_has_binary_units(String text, long bytes) {
    assertThat(Setting.size("k", 0, 1L << 30, null, "A size.").parse(text)).isEqualTo(bytes);
  }
}
