package org.kvsweep.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.TrialId;

/** The line that commands print about the models in a results folder. */
final class KeptModels {
  private KeptModels() {}

  /**
   * {@code Models: 3 kept, 1.23 MB}, and how many could not be saved; empty if there are none.
   *
   * @param ended the trials of the folder that have ended
   * @param shown says which trials the line is about
   */
  static Optional<String> line(
      ResultsFolder folder, Map<TrialId, TrialRecord> ended, Predicate<TrialId> shown)
      throws IOException {
    SortedMap<TrialId, Long> sizes = folder.modelSizes();
    sizes.keySet().removeIf(shown.negate());
    List<TrialId> lost =
        ended.values().stream()
            .filter(record -> TrialText.lostModel(record.outcome().run()).isPresent())
            .map(TrialRecord::id)
            .filter(shown)
            .toList();
    return sizes.isEmpty() && lost.isEmpty()
        ? Optional.empty()
        : Optional.of("Models: " + kept(sizes) + lost(lost, folder.location()));
  }

  private static String kept(SortedMap<TrialId, Long> sizes) {
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    return sizes.isEmpty()
        ? "none kept"
        : "%d kept, %s".formatted(sizes.size(), ReadableNumbers.bytes(bytes));
  }

  private static String lost(List<TrialId> lost, String folder) {
    return lost.isEmpty()
        ? ""
        : "; %d not saved, '%s log %s/%s' says why"
            .formatted(lost.size(), ProgramName.ofThisProcess(), folder, lost.get(0));
  }
}
