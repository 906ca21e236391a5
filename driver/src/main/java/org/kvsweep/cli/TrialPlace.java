package org.kvsweep.cli;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;

/**
 * A results folder, or a trial in it, as a command line names them: {@code RESULTS} or {@code
 * RESULTS/TRIAL}.
 *
 * @param trial the first digits of its id; empty for the folder
 */
record TrialPlace(ResultsFolder folder, Optional<String> trial) {
  /** The help text of the parameter where it has to be a trial. */
  static final String TRIAL =
      "A results folder and the id of a trial in it; the first digits suffice if they are unique.";

  /** The help text of the parameter where a trial may follow the folder. */
  static final String MAYBE_TRIAL = "A results folder, and the first digits of a trial's id.";

  /** A path that ends like the id of a trial: what stands before, and the digits. */
  record Split(String folder, String digits) {}

  /** Splits a path that may name a trial; empty if it can't. */
  static Optional<Split> split(String path) {
    int cut = path.lastIndexOf('/');
    String digits = path.substring(cut + 1);
    return cut > 0 && digits.matches("[0-9a-f]{1,16}")
        ? Optional.of(new Split(path.substring(0, cut), digits))
        : Optional.empty();
  }

  /**
   * The folder or trial of that name.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static TrialPlace of(String place, Configuration hadoop) throws IOException {
    String path = place.length() > 1 ? StringUtils.stripEnd(place, "/") : place;
    Optional<ResultsFolder> whole = ResultsFolder.find(path, hadoop);
    if (whole.isPresent()) {
      return new TrialPlace(whole.get(), Optional.empty());
    }
    Optional<Split> split = split(path);
    if (split.isPresent()) {
      Optional<ResultsFolder> parent = ResultsFolder.find(split.get().folder(), hadoop);
      if (parent.isPresent()) {
        return new TrialPlace(parent.get(), Optional.of(split.get().digits()));
      }
    }
    throw new IllegalArgumentException(
        "Cannot find %s: expected a results folder, or one and the first digits of a trial id"
            .formatted(place));
  }

  /**
   * Reads the ended trials that a command needs to show the trial: those that may be it, or all
   * where the results of others say what it was for.
   *
   * @param sweep that the folder keeps, if its file can be read
   */
  EndedTrials ended(Optional<SweepSpec> sweep) throws IOException {
    boolean grows =
        sweep
            .map(SweepSpec::procedure)
            .filter(procedure -> procedure.chooses() || procedure.moreSeeds().isPresent())
            .isPresent();
    return trial.isPresent() && !grows ? folder.endedWith(trial.get()) : folder.ended();
  }

  /**
   * The trial among these.
   *
   * @param choice names a trial in the message where it is not the only one
   * @throws IllegalArgumentException if the place names none of them, or several
   */
  TrialId among(Collection<TrialId> trials, Function<TrialId, TrialChoice> choice) {
    String prefix = trial.orElse("");
    List<TrialId> found =
        trials.stream().filter(id -> id.value().startsWith(prefix)).sorted().toList();
    if (found.size() == 1 && trial.isPresent()) {
      return found.get(0);
    }
    String lines = TrialChoice.lines(found, choice);
    throw new IllegalArgumentException(
        trial.isEmpty()
            ? "Cannot find the trial: expected RESULTS/TRIAL, got %s; it has %s"
                .formatted(
                    folder.location(), lines.isEmpty() ? "no trials" : "these trials:" + lines)
            : "Cannot find the trial: %d in %s have ids that begin with %s%s"
                .formatted(
                    found.size(), folder.location(), prefix, lines.isEmpty() ? "" : ":" + lines));
  }
}
