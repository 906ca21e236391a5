package org.kvsweep.task.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kvsweep.task.data.TextFile;
import org.kvsweep.trial.DataChecksums;

/**
 * Two texts whose lines are translations of each other, in words.
 *
 * @param sources by line
 * @param targets by line
 */
record ParallelText(List<List<String>> sources, List<List<String>> targets) {
  ParallelText {
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }

  /**
   * The texts of two files.
   *
   * @param languages what source and target files end in, and how they are cut into words
   * @param seen hears what is in the files
   * @throws IllegalArgumentException if they don't have the same number of lines, or none
   */
  static ParallelText read(
      Path dataFolder, String file, Languages languages, Consumer<DataChecksums> seen) {
    List<String> sources = TextFile.lines(dataFolder, file + "." + languages.source(), seen);
    List<String> targets = TextFile.lines(dataFolder, file + "." + languages.target(), seen);
    if (sources.size() != targets.size()) {
      throw new IllegalArgumentException(
          "Cannot pair the lines of %s.%s and .%s: there are %d and %d"
              .formatted(
                  file, languages.source(), languages.target(), sources.size(), targets.size()));
    }
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot pair the lines of %s.%s and .%s: expected at least one, got empty files"
              .formatted(file, languages.source(), languages.target()));
    }
    Tokenizer source = Tokenizer.of(languages.source());
    Tokenizer target = Tokenizer.of(languages.target());
    return new ParallelText(
        sources.stream().map(source::words).toList(), targets.stream().map(target::words).toList());
  }

  int size() {
    return sources.size();
  }

  /** The first so many lines; all if {@code most} is 0. */
  ParallelText limited(int most) {
    return most == 0 || most >= size()
        ? this
        : new ParallelText(sources.subList(0, most), targets.subList(0, most));
  }

  /** Returns the pairs without lines that are empty or longer than so many words on either side. */
  ParallelText between1And(int longest) {
    List<List<String>> keptSources = new ArrayList<>();
    List<List<String>> keptTargets = new ArrayList<>();
    for (int line = 0; line < size(); line++) {
      int shorter = Math.min(sources.get(line).size(), targets.get(line).size());
      int longer = Math.max(sources.get(line).size(), targets.get(line).size());
      if (shorter >= 1 && longer <= longest) {
        keptSources.add(sources.get(line));
        keptTargets.add(targets.get(line));
      }
    }
    return new ParallelText(keptSources, keptTargets);
  }

  /** The same in numbers. */
  SentencePairs pairs(WordVocabulary source, WordVocabulary target) {
    List<SentencePairs.Pair> pairs = new ArrayList<>();
    for (int line = 0; line < size(); line++) {
      pairs.add(
          new SentencePairs.Pair(source.ids(sources.get(line)), target.ids(targets.get(line))));
    }
    return new SentencePairs(pairs);
  }
}
