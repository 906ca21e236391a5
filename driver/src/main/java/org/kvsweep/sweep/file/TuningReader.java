package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Reads {@code tune}, such as {@code {method: tpe, samples: 40}}. */
final class TuningReader {
  static final String PATH = "tune";
  static final String SAMPLES = "samples";
  static final String SEEDS = "seeds";
  private static final String ROUND = "round";
  private static final String SEED = "seed";
  private static final List<String> KEYS =
      List.of(MethodReader.KEY, SAMPLES, ObjectiveReader.KEY, ROUND, SEED, SEEDS);

  /**
   * The usual round: on the functions of {@code benchmarks/tuning.sh} it finds as much as one
   * sample after the other, and ten cost.
   */
  private static final long USUAL_ROUND = 5;

  private final Problems problems;

  private TuningReader(Problems problems) {
    this.problems = problems;
  }

  /** The tuning, without spaces; empty if the file has none, or one with problems. */
  static Optional<Tuning> read(Optional<Entry> entry, Problems problems) {
    return entry
        .flatMap(
            given ->
                problems.mapping(
                    given.value(), PATH, "a mapping such as {method: tpe, samples: 40}"))
        .flatMap(mapping -> new TuningReader(problems).read(mapping));
  }

  private Optional<Tuning> read(Mapping mapping) {
    problems.unknownKeys(mapping, PATH, KEYS);
    Optional<Tuning.Method> method =
        MethodReader.read(mapping, Tuning.Method.class, PATH, problems);
    Optional<Long> samples =
        WholeNumber.needed(PATH, SAMPLES, 1, Cells.MAX_COUNT).read(mapping, problems);
    Optional<Objective> objective = ObjectiveReader.read(mapping, PATH, problems);
    Optional<Long> round =
        WholeNumber.orElse(USUAL_ROUND, PATH, ROUND, 1, Cells.MAX_COUNT).read(mapping, problems);
    Optional<Long> seed =
        WholeNumber.orElse(0, PATH, SEED, 0, Long.MAX_VALUE).read(mapping, problems);
    Optional<Long> seeds =
        WholeNumber.orElse(1, PATH, SEEDS, 1, Cells.MAX_COUNT).read(mapping, problems);
    method
        .filter(known -> known != Tuning.Method.TPE)
        .flatMap(known -> mapping.entry(ROUND))
        .ifPresent(
            given ->
                problems.add(
                    given.position(),
                    PATH + "." + ROUND,
                    "only method: tpe goes in rounds, the others ask for no results"));
    if (method.isEmpty()
        || samples.isEmpty()
        || objective.isEmpty()
        || round.isEmpty()
        || seed.isEmpty()
        || seeds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Tuning(
            method.get(),
            samples.get().intValue(),
            objective.get(),
            round.get().intValue(),
            seed.get(),
            seeds.get().intValue(),
            List.of()));
  }
}
