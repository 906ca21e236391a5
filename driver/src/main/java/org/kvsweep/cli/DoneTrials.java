package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.CurrentData;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.run.RunOptions;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.SweepSpec;

/**
 * What a results folder has of a sweep, and what a run would add.
 *
 * @param folder as the user named it
 * @param outcomes of the trials of the sweep
 * @param otherData those that have ended and would be trained again since their data have changed
 * @param withoutResult those that would be trained again since they ended without a result
 * @param outside ended trials in the folder that are not of the sweep
 */
record DoneTrials(String folder, Outcomes outcomes, int otherData, int withoutResult, int outside) {

  static DoneTrials of(String folder, SweepSpec sweep, EndedTrials ended, RunOptions options) {
    SweepResults found = SweepResults.of(sweep, ended);
    CurrentData current = CurrentData.of(options.data(), ended.trials().values());
    Map<Boolean, Long> again =
        options.retrained(ended.trials().values()).stream()
            .filter(record -> found.trials().containsKey(record.id()))
            .collect(Collectors.partitioningBy(current::differsFrom, Collectors.counting()));
    return new DoneTrials(
        folder,
        found.outcomes(),
        again.get(true).intValue(),
        again.get(false).intValue(),
        found.leftOut().outside());
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
        outcomes.missing() + otherData + withoutResult == 0
            ? "A run trains nothing more."
            : "A run trains %s%s%s."
                .formatted(
                    Count.of(outcomes.missing(), "trial"),
                    again(otherData, "whose data have changed"),
                    again(withoutResult, "that ended without a result")));
    if (outside > 0) {
      lines.add(
          "%s more in the folder %s not of this sweep."
              .formatted(Count.of(outside, "trial"), Count.word(outside, "is", "are")));
    }
    return lines;
  }

  private static String again(int trials, String why) {
    return trials == 0 ? "" : ", and %d again %s".formatted(trials, why);
  }
}
