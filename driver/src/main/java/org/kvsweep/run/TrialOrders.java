package org.kvsweep.run;

import java.util.Optional;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.TrialSpec;

/** Writes the orders of one sweep. */
final class TrialOrders {
  private final RunOptions options;
  private final Optional<EarlyStopping> earlyStopping;
  private final Keep keep;
  private final ResultsStore results;
  private final CheckpointPolicy checkpoints;

  TrialOrders(RunOptions options, SweepSpec sweep, ResultsStore results) {
    this.options = options;
    this.results = results;
    this.checkpoints = sweep.checkpoints();
    this.earlyStopping = sweep.procedure().earlyStopping();
    this.keep = sweep.keep();
  }

  /**
   * Makes the order of one worker of an attempt; the first worker keeps the model, unless its
   * settings are only tried, and reports progress.
   */
  TrialOrder order(Attempt attempt, int rank) {
    TrialSpec spec = attempt.trial().spec();
    return new TrialOrder(
        spec,
        attempt.number(),
        rank,
        attempt.trial().resources().description(),
        options.data().of(spec).map(data -> data.folder().toString()).orElse(options.dataFolder()),
        options.data().checksums(spec),
        rank == 0 && attempt.trial().stage().compared() ? keep : Keep.NONE,
        CheckpointOrder.of(results, checkpoints, options.shorter().of(spec)),
        earlyStopping.map(rule -> rule.rungsOf(attempt.trial())).orElse(Rungs.NONE));
  }
}
