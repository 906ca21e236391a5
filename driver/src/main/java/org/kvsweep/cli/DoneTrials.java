package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.RunOptions;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.SweepSpec;

/**
 * What a results folder has of a sweep, and what a run would add.
 *
 * @param folder as the user named it
 * @param outcomes of the trials of the sweep
 * @param again those that have ended and would be trained again
 * @param outside ended trials in the folder that are not of the sweep
 */
record DoneTrials(String folder, Outcomes outcomes, int again, int outside) {

  static DoneTrials of(String folder, SweepSpec sweep, EndedTrials ended, RunOptions options) {
    SweepResults found = SweepResults.of(sweep, ended);
    List<TrialRecord> again = options.retrained(ended.trials().values());
    return new DoneTrials(
        folder,
        found.outcomes(),
        (int) again.stream().filter(record -> found.trials().containsKey(record.id())).count(),
        found.outside());
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    int ended = outcomes.trials() - outcomes.missing();
    lines.add(
        "In %s, %d of %s %s ended: %s."
            .formatted(
                folder,
                ended,
                Count.of(outcomes.trials(), "trial"),
                Count.word(ended, "has", "have"),
                outcomes.summary()));
    lines.add(
        outcomes.missing() + again == 0
            ? "A run trains nothing more."
            : "A run trains %s%s."
                .formatted(
                    Count.of(outcomes.missing(), "trial"),
                    again == 0
                        ? ""
                        : ", and %d again that ended without a result".formatted(again)));
    if (outside > 0) {
      lines.add(
          "%s more in the folder %s not of this sweep."
              .formatted(Count.of(outside, "trial"), Count.word(outside, "is", "are")));
    }
    return lines;
  }
}
