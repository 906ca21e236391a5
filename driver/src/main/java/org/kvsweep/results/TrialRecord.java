package org.kvsweep.results;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * An ended trial as it stands in the results folder.
 *
 * @param id of the spec
 * @param attempt from 1; how often the trial was started in this sweep
 * @param place where it ran, for example {@code executor 2 on node7}
 */
public record TrialRecord(
    TrialId id,
    TrialSpec spec,
    TrialOutcome outcome,
    int attempt,
    String place,
    Instant started,
    Instant ended) {
  /** The name of the address of the log where the trial ran, in the environment of a run. */
  public static final String LOG = "log";

  public TrialRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(ended, "ended");
    if (!TrialId.of(spec).equals(id)) {
      throw new IllegalArgumentException(
          "Cannot record trial %s: its spec has the id %s".formatted(id, TrialId.of(spec)));
    }
  }

  /** The same record of another outcome. */
  public TrialRecord withOutcome(TrialOutcome other) {
    return new TrialRecord(id, spec, other, attempt, place, started, ended);
  }

  /** Returns what makes a run train the trial again. */
  public Retrial retrial() {
    return Retrial.of(outcome);
  }

  /**
   * Returns the data that the trial saw; none if it made them itself, or an earlier build recorded
   * it.
   */
  public DataChecksums data() {
    return DataChecksums.in(outcome.run().environment());
  }

  /** Returns the address of the log where the trial ran; empty if there is none to read. */
  public Optional<String> log() {
    return Optional.ofNullable(outcome.run().environment().get(LOG));
  }

  /** Returns why the trial did not complete; empty if it did. */
  public Optional<String> cause() {
    return outcome.cause();
  }
}
