package org.kvsweep.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.trial.TrialId;

/** The line that commands print about the models in a results folder. */
final class KeptModels {
  private KeptModels() {}

  /** {@code Models: 3 kept, 1.23 MB}; empty if there are none. */
  static Optional<String> line(ResultsFolder folder) throws IOException {
    return line(folder.modelSizes());
  }

  /** Returns the line likewise about the models of these trials alone. */
  static Optional<String> line(ResultsFolder folder, Set<TrialId> trials) throws IOException {
    SortedMap<TrialId, Long> sizes = folder.modelSizes();
    sizes.keySet().retainAll(trials);
    return line(sizes);
  }

  private static Optional<String> line(SortedMap<TrialId, Long> sizes) {
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    return sizes.isEmpty()
        ? Optional.empty()
        : Optional.of("Models: %d kept, %s".formatted(sizes.size(), ReadableNumbers.bytes(bytes)));
  }
}
