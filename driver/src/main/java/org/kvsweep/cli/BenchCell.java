package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kvsweep.kernel.Precision;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.speed.StepShape;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;

/**
 * The cells of a sweep whose steps do the same work.
 *
 * @param trial that stands for all of them: the first of the sweep
 * @param cells how many they are
 */
record BenchCell(PlannedTrial trial, int cells) {

  /** The kinds of steps that the trials of a sweep take, in the order of the sweep. */
  static List<BenchCell> of(SweepSpec sweep) {
    TrialLabel label = new TrialLabel(sweep);
    Map<StepShape, List<PlannedTrial>> shapes = new LinkedHashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      shapes.computeIfAbsent(StepShape.of(trial), shape -> new ArrayList<>()).add(trial);
    }
    return shapes.values().stream()
        .map(
            alike ->
                new BenchCell(
                    alike.get(0),
                    (int) alike.stream().map(one -> label.ofCell(one.spec())).distinct().count()))
        .toList();
  }

  Precision precision() {
    return TrainingKeys.precision(trial.spec().training());
  }
}
