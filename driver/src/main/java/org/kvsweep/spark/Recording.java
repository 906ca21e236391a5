package org.kvsweep.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.Verdict;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;

/** Puts trials that are over into the results, with where they ran. */
final class Recording {
  private final ResultsStore results;
  private final Keep keep;
  // Of trials that were set aside: it may be decided that they are over while they don't run.
  private final Map<TrialId, String> lastPlaces = new HashMap<>();

  /** A recording of a sweep that keeps these models. */
  Recording(ResultsStore results, Keep keep) {
    this.results = results;
    this.keep = keep;
  }

  /** A trial was set aside, which ran there. */
  void setAside(TrialId id, String place) {
    lastPlaces.put(id, place);
  }

  /** A trial is over that was set aside. */
  void overAside(Verdict.Over over) throws IOException {
    over(over, lastPlaces.get(over.attempt().trial().id()), TrainedModel.NONE);
  }

  /** A trial is over that ran there and left that model. */
  void over(Verdict.Over over, String place, TrainedModel model) throws IOException {
    PlannedTrial trial = over.attempt().trial();
    lastPlaces.remove(trial.id());
    results.record(
        new TrialRecord(
            trial.id(),
            trial.spec(),
            over.outcome(),
            over.attempt().number(),
            place,
            over.started(),
            over.ended()),
        model,
        keep);
  }
}
