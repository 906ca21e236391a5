package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which word was meant. */
public final class NearestWord {
  /** The longest word; whatever is longer is not a slip of the finger. */
  private static final int LONGEST = 60;

  private NearestWord() {}

  /**
   * The nearest candidate by edit distance, the first of equals, if it is near enough: one edit and
   * one more for every four letters. Otherwise the only candidate that begins with the word.
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
    return best != null ? Optional.of(best) : beginning(plain, candidates);
  }

  private static Optional<String> beginning(String plain, Collection<String> candidates) {
    if (plain.length() < 3) {
      return Optional.empty();
    }
    var longer = candidates.stream().filter(c -> plain(c).startsWith(plain)).toList();
    return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
