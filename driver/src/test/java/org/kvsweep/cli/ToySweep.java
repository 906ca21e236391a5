package org.kvsweep.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** A small sweep and ways in which its trials can end. */
public final class ToySweep {
  static final SweepSpec SPEC =
      SweepFile.parse(
          """
          name: toys
          task: {name: toy-echo, length: [16, 64]}
          model: {attention: [qkv, kv-pos]}
          seeds: 2
          """,
          "toys.yaml",
          TaskCatalog.load());

  private ToySweep() {}

  public static TrialText text() {
    return new TrialText(new TrialLabel(SPEC));
  }

  public static PlannedTrial trial(int index) {
    return SPEC.trials().get(index);
  }

  public static TrialOutcome completed(double accuracy) {
    return new TrialOutcome.Completed(
        new TrialRun(
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            new TreeMap<>(),
            List.of(
                new EpochMetrics(1, 1, 1, Map.of("test-accuracy", accuracy, "train-loss", 0.5)))));
  }

  public static TrialOutcome diverged() {
    return new TrialOutcome.Diverged(TrialRun.none(), 1234);
  }

  public static TrialOutcome failed() {
    return new TrialOutcome.Failed(
        TrialRun.none(), FailureKind.OUT_OF_MEMORY, "Cannot allocate\n4 GB", "");
  }
}
