package org.kvsweep.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.EngineCatalog;

/** What a sweep asks of fused kernels that they can't hold: they would say so in each trial. */
final class LargeMatrix {
  private LargeMatrix() {}

  /** Returns the warning of trials that no CPU can train; empty if there are none. */
  static Optional<String> warning(SweepSpec sweep) {
    List<PlannedTrial> tooLarge =
        sweep.trials().stream()
            .filter(trial -> trial.spec().engine().equals(EngineCatalog.DEFAULT))
            .filter(trial -> trial.cost().largestBufferBytes() > FloatMemory.MOST_BYTES)
            .toList();
    return tooLarge.stream()
        .max(Comparator.comparingLong(trial -> trial.cost().largestBufferBytes()))
        .map(worst -> warning(tooLarge.size(), worst));
  }

  private static String warning(int trials, PlannedTrial worst) {
    long bytes = worst.cost().largestBufferBytes();
    int batch = TrainingKeys.plan(worst.spec().training()).batchSize();
    long fits = FloatMemory.MOST_BYTES / (bytes / batch);
    String matrix =
        "%s will fail on a CPU: a matrix of %,d bytes, where kernels take up to %,d"
            .formatted(Count.of(trials, "trial"), bytes, FloatMemory.MOST_BYTES);
    return fits > 0
        ? matrix + "; a smaller training.batch-size fits, up to %d.".formatted(fits)
        : matrix + ", even of one example.";
  }
}
