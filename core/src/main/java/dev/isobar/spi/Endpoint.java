package dev.isobar.spi;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for an address that credentials are sent to. */
final class Endpoint {
  static final String ALLOWED =
      "an https, amqps or sb address without user, password, query and fragment; plain http and "
          + "amqp only on loopback (localhost, 127.0.0.1, [::1]); no unspecified, link-local or "
          + "metadata address";

  private static final Set<String> ENCRYPTED = Set.of("https", "amqps", "sb");
  private static final Set<String> PLAIN = Set.of("http", "amqp");
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\." + OCTET + "){3}|\\[::1]|\\[0(:0){6}:1]");
  private static final Pattern REFUSED =
      Pattern.compile(
          "0(\\.0){0,3}|169\\.254\\..*|\\[[0:]+]|\\[fe[89ab].*|\\[::ffff:.*|\\[fd00:ec2:.*"
              + "|metadata|metadata\\.google\\.internal");

  private Endpoint() {}

  static URI parse(String text) {
    URI uri = URI.create(text);
    if (uri.getScheme() == null || uri.getHost() == null || hasExtras(uri) || !mayReceive(uri)) {
      throw new IllegalArgumentException();
    }
    return uri;
  }

  private static boolean hasExtras(URI uri) {
    return uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null;
  }

  private static boolean mayReceive(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    boolean encrypted = ENCRYPTED.contains(scheme);
    boolean local = PLAIN.contains(scheme) && LOOPBACK.matcher(host).matches();
    return (encrypted && !REFUSED.matcher(host).matches()) || local;
  }
}
