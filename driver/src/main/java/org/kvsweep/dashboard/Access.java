package org.kvsweep.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides who may look. With a token: whoever knows it, from the address ({@code ?token=…}, once),
 * a cookie or an {@code Authorization: Bearer} header. Without: whoever reaches a loopback address
 * by its own name, so that a page from elsewhere whose name was made to point here gets nothing;
 * and nothing goes into the pages of other sites, which could keep this machine busy. A link on
 * them may lead here.
 */
final class Access {
  private static final int TOKEN_BYTES = 18;

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1]|\\[0:0:0:0:0:0:0:1])(:[0-9]+)?");

  private final Optional<String> token;
  private final String cookie;

  /**
   * @param port part of the cookie's name, for browsers keep cookies by host alone
   */
  Access(Optional<String> token, int port) {
    this.token = token;
    this.cookie = "kvsweep-" + port;
  }

  /** A token that nobody guesses. */
  static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /**
   * Returns the response for those who may not look, or who have just shown the token; empty for
   * others.
   */
  Optional<Response> refusal(HttpExchange exchange, Query query) {
    if (token.isEmpty()) {
      if (goesIntoOtherSite(exchange.getRequestHeaders())) {
        return Optional.of(Response.text(403, "Without a token, other sites have no access."));
      }
      String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")).orElse("");
      return LOOPBACK.matcher(host).matches()
          ? Optional.empty()
          : Optional.of(
              Response.text(403, "Without a token, only this machine has access, as localhost."));
    }
    Optional<String> shown = query.first(Query.TOKEN);
    if (shown.filter(this::right).isPresent()) {
      return Optional.of(
          Response.redirect(
              withoutToken(exchange),
              "%s=%s; HttpOnly; SameSite=Lax; Path=/".formatted(cookie, token.get())));
    }
    return bearer(exchange).or(() -> cookie(exchange)).filter(this::right).isPresent()
        ? Optional.empty()
        : Optional.of(
            Response.text(401, "Add ?token=… to the address, as kvsweep dashboard printed it."));
  }

  /** Every browser of today says so by itself; no page can make it say otherwise. */
  private static boolean goesIntoOtherSite(Headers headers) {
    return "cross-site".equals(headers.getFirst("Sec-Fetch-Site"))
        && !"document".equals(headers.getFirst("Sec-Fetch-Dest"));
  }

  /** Relative, since only a proxy may know how the address begins. */
  private static String withoutToken(HttpExchange exchange) {
    String page = exchange.getRequestURI().getRawPath().replaceFirst("^/+", "");
    String rest = Query.withoutToken(exchange.getRequestURI().getRawQuery());
    return "./" + page + (rest.isEmpty() ? "" : "?" + rest);
  }

  private static Optional<String> bearer(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .filter(value -> value.startsWith("Bearer "))
        .map(value -> value.substring("Bearer ".length()));
  }

  private Optional<String> cookie(HttpExchange exchange) {
    List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    return headers.stream()
        .flatMap(header -> Pattern.compile("; *").splitAsStream(header))
        .filter(pair -> pair.startsWith(cookie + "="))
        .map(pair -> pair.substring(cookie.length() + 1))
        .findFirst();
  }

  /** Takes as long for a token that is nearly right as for any other. */
  private boolean right(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.get().getBytes(StandardCharsets.UTF_8));
  }
}
