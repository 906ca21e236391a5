package org.kvsweep.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a user has spark-submit ship with a driver. Of several lists it takes one, so that
 * the sweep file has to be in the user's.
 *
 * @param files lists of paths
 * @param otherOptions of spark-submit, which name none
 */
record ShippedFiles(List<String> files, List<String> otherOptions) {
  static final String SETTING = "spark.files";

  private static final String OPTION = "--files";

  /** An option and its value in one word, as spark-submit reads it. */
  private static final Pattern ONE_WORD = Pattern.compile("(--[^=]+)=(.+)");

  private static final Pattern SET = Pattern.compile(SETTING + "=(.*)");

  ShippedFiles {
    files = List.copyOf(files);
    otherOptions = List.copyOf(otherOptions);
  }

  /**
   * The files that a command names.
   *
   * @param options of spark-submit
   * @param settings of Spark, by key
   * @param defaults what counts where the others name none
   */
  static ShippedFiles of(
      List<String> options, Map<String, String> settings, SparkDefaults defaults) {
    List<String> files = new ArrayList<>();
    Optional.ofNullable(settings.get(SETTING)).ifPresent(files::add);
    List<String> others = new ArrayList<>();
    Deque<String> left = new ArrayDeque<>(options);
    while (!left.isEmpty()) {
      String option = left.removeFirst();
      Matcher oneWord = ONE_WORD.matcher(option);
      boolean whole = oneWord.matches();
      Optional<String> named =
          whole
              ? filesIn(oneWord.group(1), oneWord.group(2))
              : Optional.ofNullable(left.peekFirst()).flatMap(value -> filesIn(option, value));
      named.ifPresentOrElse(files::add, () -> others.add(option));
      if (named.isPresent() && !whole) {
        left.removeFirst();
      }
    }
    if (files.isEmpty()) {
      defaults.inFile(SETTING).ifPresent(files::add);
    }
    return new ShippedFiles(files, others);
  }

  private static Optional<String> filesIn(String option, String value) {
    if (option.equals(OPTION)) {
      return Optional.of(value);
    }
    Matcher set = SET.matcher(value);
    return (option.equals("--conf") || option.equals("-c")) && set.matches()
        ? Optional.of(set.group(1))
        : Optional.empty();
  }

  /** Returns the list that ships a sweep file too. */
  String with(Path sweep) {
    List<String> all = new ArrayList<>(List.of(sweep.toString()));
    all.addAll(files);
    return String.join(",", all);
  }
}
