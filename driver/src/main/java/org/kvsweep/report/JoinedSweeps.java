package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.kvsweep.results.CurrentData;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Makes one sweep of several, so that their trials are compared with each other. */
public final class JoinedSweeps {
  private JoinedSweeps() {}

  /** The order of ends of a trial: one that says more is larger, else one that came later. */
  private static final Comparator<TrialRecord> BY_WORTH =
      Comparator.<TrialRecord>comparingInt(record -> worth(record.outcome().status()))
          .thenComparing(TrialRecord::ended)
          .thenComparing(TrialRecord::started)
          .thenComparing(TrialRecord::attempt)
          .thenComparing(TrialRecord::place);

  /**
   * Returns several sweeps as one. A trial that two of them have counts once: as completed if it is
   * so in one of them, else as stopped, else as it ended last. One that some compare and others
   * only choose settings by is compared, as it ended in those that compare it: the others leave out
   * what it measured on test data.
   */
  public static SweepResults of(List<SweepResults> sweeps) {
    String name = String.join(" and ", sweeps.stream().map(SweepResults::name).toList());
    List<String> axes = new ArrayList<>();
    Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    List<TrialRecord> all =
        sweeps.stream().flatMap(sweep -> sweep.ended().values().stream()).toList();
    CurrentData current = CurrentData.of(SweepData.NONE, all);
    Map<TrialId, TrialSpec> compared = new LinkedHashMap<>();
    sweeps.forEach(sweep -> compared.putAll(sweep.confirmed().trials()));
    for (SweepResults sweep : sweeps) {
      sweep.axes().stream().filter(path -> !axes.contains(path)).forEach(axes::add);
      sweep.trials().forEach(trials::putIfAbsent);
      sweep.ended().values().stream()
          .filter(record -> !current.differsFrom(record))
          .filter(
              record ->
                  sweep.purpose(record.id()) != Stage.Purpose.TUNING
                      || !compared.containsKey(record.id()))
          .forEach(record -> ended.merge(record.id(), record, BinaryOperator.maxBy(BY_WORTH)));
    }
    return new SweepResults(
        name,
        axes,
        trials,
        ended,
        sweeps.stream()
            .map(SweepResults::leftOut)
            .reduce(
                new LeftOut(0, 0, (int) all.stream().filter(current::differsFrom).count()),
                LeftOut::plus),
        sweeps.stream()
            .flatMap(sweep -> sweep.setAside().stream())
            .collect(Collectors.toUnmodifiableSet()),
        comparedIn(sweeps)
            .map(key -> key.clearIn(compared.values()))
            .or(() -> ComparedKey.attentionOf(trials.values())),
        TuningResults.together(
            sweeps.stream().flatMap(sweep -> sweep.tuning().stream()).toList(), compared.keySet()));
  }

  private static int worth(TrialOutcome.Status status) {
    return switch (status) {
      case COMPLETED -> 2;
      case STOPPED -> 1;
      case DIVERGED, FAILED -> 0;
    };
  }

  /** What all the sweeps compare; empty where they compare different keys. */
  private static Optional<ComparedKey> comparedIn(List<SweepResults> sweeps) {
    Optional<ComparedKey> common = sweeps.stream().findFirst().flatMap(SweepResults::compared);
    for (SweepResults sweep : sweeps) {
      common = common.flatMap(key -> sweep.compared().flatMap(key::and));
    }
    return common;
  }
}
