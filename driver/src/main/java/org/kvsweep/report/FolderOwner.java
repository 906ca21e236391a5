package org.kvsweep.report;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.trial.PlainText;

/**
 * The sweep that a results folder belongs to, as its saved file names it, where that is not the one
 * to run.
 *
 * @param folder as the user named it
 * @param owner the name of that sweep
 * @param sweep the name of the one to run
 * @param trials that have ended in the folder
 * @param shared those among them that are also of the one to run
 */
public record FolderOwner(String folder, String owner, String sweep, int trials, int shared) {

  /**
   * The owner of that folder, if it is another sweep than this one and has ended trials. A folder
   * that names none, as of early builds, is anybody's.
   */
  public static Optional<FolderOwner> other(String folder, SweepSpec sweep, Configuration hadoop)
      throws IOException {
    Optional<ResultsFolder> results = ResultsFolder.find(folder, hadoop);
    Optional<String> owner = Optional.empty();
    if (results.isPresent()) {
      owner = results.get().sweepSource().flatMap(SweepFile::name);
    }
    if (owner.isEmpty() || owner.get().equals(sweep.name())) {
      return Optional.empty();
    }
    EndedTrials ended = results.get().ended();
    int shared = SweepResults.of(sweep, ended).ended().size();
    return ended.trials().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FolderOwner(folder, owner.get(), sweep.name(), ended.trials().size(), shared));
  }

  /**
   * Says why the sweep is kept out of the folder; empty if it is not. A folder that has no trial of
   * it was hardly meant.
   *
   * @param remedy what to do, as the end of the sentence
   */
  public Optional<String> refusal(String remedy) {
    return shared > 0
        ? Optional.empty()
        : Optional.of(
            PlainText.oneLine(
                "Cannot run %s in %s: the folder has %s of sweep %s and none of this one; %s"
                    .formatted(sweep, folder, Count.of(trials, "trial"), owner, remedy)));
  }

  /** Says that both sweeps share the folder from now on. */
  public String note() {
    return PlainText.oneLine(
        "%s is of sweep %s: %d of its %s %s also of %s."
            .formatted(
                folder,
                owner,
                shared,
                Count.of(trials, "trial"),
                Count.word(shared, "is", "are"),
                sweep));
  }
}
