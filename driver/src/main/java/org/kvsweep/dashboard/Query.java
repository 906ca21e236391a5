package org.kvsweep.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.report.request.TableRequest;

/** The query of an address, after its question mark. */
final class Query {
  static final String TOKEN = "token";

  /** The most sweeps in a comparison. */
  private static final int MOST_SWEEPS = 50;

  /** The most characters: enough for so many sweeps and some filters, and soon read. */
  private static final int MOST_CHARACTERS = 16_384;

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Query() {}

  /**
   * The query in that text, which may be null.
   *
   * @throws IllegalArgumentException if it is not well formed, or far too long
   */
  static Query of(String raw) {
    if (raw != null && raw.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "Cannot read the address: expected at most %d characters in its query, got %d"
              .formatted(MOST_CHARACTERS, raw.length()));
    }
    Query query = new Query();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        query.values.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The raw query without its token. */
  static String withoutToken(String raw) {
    return raw == null
        ? ""
        : Arrays.stream(raw.split("&", -1))
            .filter(pair -> !pair.startsWith(TOKEN + "="))
            .collect(Collectors.joining("&"));
  }

  Optional<String> first(String key) {
    return all(key).stream().findFirst();
  }

  private List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }

  /**
   * The sweeps and the table that are asked for.
   *
   * @throws IllegalArgumentException if there is none, or too many
   */
  SweepLibrary.Choice choice() {
    List<String> sweeps = all("sweep").stream().distinct().toList();
    if (sweeps.isEmpty() || sweeps.size() > MOST_SWEEPS) {
      throw new IllegalArgumentException(
          "Cannot show sweeps: expected 1 to %d of them, got %d"
              .formatted(MOST_SWEEPS, sweeps.size()));
    }
    List<String> by =
        all("group-by").stream()
            .flatMap(words -> Arrays.stream(words.split(",", -1)))
            .filter(word -> !word.isBlank())
            .toList();
    TableRequest table =
        new TableRequest(
            all("filter").stream().filter(filter -> !filter.isBlank()).toList(),
            by,
            values.containsKey("by-cell"),
            first("metric").filter(name -> !name.isBlank()),
            first("compare").filter(key -> !key.isBlank()),
            first("baseline").filter(side -> !side.isBlank()));
    return new SweepLibrary.Choice(sweeps, table);
  }
}
