package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Reads {@code confirm}, such as {@code {seeds: 10}}. */
final class ConfirmationReader {
  static final String PATH = "confirm";
  private static final String SEEDS = "seeds";
  private static final List<String> KEYS = List.of(SEEDS);

  private ConfirmationReader() {}

  /**
   * The number of fresh seeds; empty if the file asks for none, or there is a problem with it.
   *
   * @param root of the file
   */
  static Optional<Integer> seeds(Mapping root, Problems problems) {
    Optional<Entry> entry = root.entry(PATH);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Optional<Mapping> mapping =
        problems.mapping(entry.get().value(), PATH, "a mapping such as {seeds: 10}");
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    problems.unknownKeys(mapping.get(), PATH, KEYS);
    if (!root.has(TuningReader.PATH) && !root.has(EarlyStoppingReader.PATH)) {
      problems.add(
          entry.get().position(),
          PATH,
          "has nothing to confirm: expected tune or early-stopping, which choose settings");
    }
    return WholeNumber.needed(PATH, SEEDS, 1, Cells.MAX_COUNT)
        .read(mapping.get(), problems)
        .map(Long::intValue);
  }

  /**
   * The confirmation with so many seeds; empty if there is nothing to confirm, or no number is left
   * for them, which {@code problem} hears then.
   *
   * @param used the seeds of the trials by which settings are chosen
   */
  static Optional<Confirmation> of(
      int seeds,
      Optional<Tuning> tuning,
      Optional<EarlyStopping> stopping,
      List<Long> used,
      Consumer<String> problem) {
    long last = used.stream().mapToLong(Long::longValue).max().orElse(-1);
    if (last > Long.MAX_VALUE - seeds) {
      problem.accept(
          "leave no room for %s of %s behind them: expected at most %d, got %d"
              .formatted(Count.of(seeds, "fresh seed"), PATH, Long.MAX_VALUE - seeds, last));
      return Optional.empty();
    }
    return tuning
        .map(Tuning::objective)
        .or(() -> stopping.map(EarlyStopping::objective))
        .map(objective -> new Confirmation(objective, last + 1, seeds));
  }
}
