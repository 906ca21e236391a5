package org.kvsweep.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What an address needs so that Java's HTTP client can use it. */
public final class HttpAddress {
  private static final int LARGEST_PORT = 65_535;

  private HttpAddress() {}

  /** Returns what is expected of an address where it lacks that; empty if nothing is wrong. */
  public static Optional<String> expected(URI address) {
    if (!List.of("http", "https").contains(String.valueOf(address.getScheme()))) {
      return Optional.of("an address that begins with http:// or https://");
    }
    if (address.getHost() == null) {
      boolean underscore = String.valueOf(address.getRawAuthority()).contains("_");
      return Optional.of(
          "the name of a host, of letters, digits, '-' and '.'"
              + (underscore
                  ? " (Java's HTTP client can't use one with '_': give the IP address or another"
                      + " alias)"
                  : ""));
    }
    return address.getPort() > LARGEST_PORT
        ? Optional.of("a port of at most " + LARGEST_PORT)
        : Optional.empty();
  }
}
