package org.kvsweep.sweep.file;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which word was meant. */
public final class NearestWord {
  /** The longest word; whatever is longer is not a slip of the finger. */
  private static final int LONGEST = 60;

  private NearestWord() {}

  /**
   * The nearest candidate by edit distance, the first of equals, if it is near enough: one edit and
   * one more for every four letters. Otherwise the only candidate that begins with the word, or
   * whose words do with its letters, as those of {@code learning-rate} with {@code lr}.
   */
  public static Optional<String> of(String word, Collection<String> candidates) {
    String plain = plain(word);
    if (plain.isBlank() || plain.length() > LONGEST) {
      return Optional.empty();
    }
    int limit = 1 + plain.length() / 4;
    LevenshteinDistance distance = new LevenshteinDistance(limit);
    String best = null;
    int bestEdits = limit + 1;
    for (String candidate : candidates) {
      int edits = distance.apply(plain, plain(candidate));
      // A word that shares no letter with another is not a misspelling of it.
      if (edits >= 0 && edits < bestEdits && edits < candidate.length()) {
        best = candidate;
        bestEdits = edits;
      }
    }
    return Optional.ofNullable(best)
        .or(
            () ->
                plain.length() < 3
                    ? Optional.empty()
                    : only(candidates, candidate -> plain(candidate).startsWith(plain)))
        .or(() -> only(candidates, candidate -> initials(candidate).equals(plain)));
  }

  /**
   * Returns the end of a message that names the candidates, such as " (did you mean depth?)"; empty
   * if none is near, or there is just one.
   */
  public static String question(String word, Collection<String> candidates) {
    return candidates.size() == 1
        ? ""
        : of(word, candidates).map(near -> " (did you mean %s?)".formatted(near)).orElse("");
  }

  /**
   * The question for the name of a metric, such as {@code validation-loss}. What stands behind the
   * part of the data decides: {@code validation-rmse} is no slip of {@code validation-loss}.
   */
  public static String questionOfMetric(String word, Collection<String> metrics) {
    int end = word.indexOf('-') + 1;
    String part = word.substring(0, end);
    List<String> ofPart =
        metrics.stream()
            .filter(metric -> end > 0 && metric.startsWith(part))
            .map(metric -> metric.substring(end))
            .toList();
    return ofPart.isEmpty()
        ? question(word, metrics)
        : of(word.substring(end), ofPart)
            .map(near -> " (did you mean %s%s?)".formatted(part, near))
            .orElse("");
  }

  private static Optional<String> only(Collection<String> candidates, Predicate<String> fitting) {
    List<String> found = candidates.stream().filter(fitting).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** The first letters of a key of several words; empty for one word. */
  private static String initials(String key) {
    String[] words = plain(key).split("-");
    return words.length == 1
        ? ""
        : Arrays.stream(words)
            .filter(word -> !word.isEmpty())
            .map(word -> word.substring(0, 1))
            .collect(Collectors.joining());
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
