package org.kvsweep.trial;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a trial ended. A value, never an exception: Spark shall not retry a trial blindly. */
public sealed interface TrialOutcome {

  /** What the trial did until it ended. */
  TrialRun run();

  /** The same end of another run. */
  TrialOutcome withRun(TrialRun other);

  /** The word for this outcome in files and tables. */
  String status();

  /** Trained to the end of its budget. */
  record Completed(TrialRun run) implements TrialOutcome {
    static final String STATUS = "completed";

    public Completed {
      Objects.requireNonNull(run, "run");
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Completed(other);
    }

    @Override
    public String status() {
      return STATUS;
    }
  }

  /**
   * Told to stop before the end of its budget. Its numbers are censored: they never enter a mean of
   * completed trials.
   */
  record Stopped(TrialRun run, String reason) implements TrialOutcome {
    static final String STATUS = "stopped";

    /** In the environment of a run that early stopping has ended. */
    private static final String RUNG = "stopped-at-rung";

    public Stopped {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(reason, "reason");
    }

    /** Stopped for good by early stopping, at that rung, from 1. */
    public static Stopped early(TrialRun run, int rung, String reason) {
      SortedMap<String, String> environment = new TreeMap<>(run.environment());
      environment.put(RUNG, Integer.toString(rung));
      return new Stopped(run.withEnvironment(environment), reason);
    }

    /** The rung at which early stopping has stopped it; empty if something else did. */
    public OptionalInt rung() {
      String rung = run.environment().getOrDefault(RUNG, "");
      return rung.matches("[1-9][0-9]{0,3}")
          ? OptionalInt.of(Integer.parseInt(rung))
          : OptionalInt.empty();
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Stopped(other, reason);
    }

    @Override
    public String status() {
      return STATUS;
    }
  }

  /** The loss became NaN or infinite at that optimizer step (counted from 1). */
  record Diverged(TrialRun run, long step) implements TrialOutcome {
    static final String STATUS = "diverged";

    public Diverged {
      Objects.requireNonNull(run, "run");
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Diverged(other, step);
    }

    @Override
    public String status() {
      return STATUS;
    }
  }

  /**
   * Could not be trained.
   *
   * @param kind decides whether another attempt makes sense
   * @param message one sentence for the table
   * @param details stack trace or log excerpt; may be empty
   */
  record Failed(TrialRun run, FailureKind kind, String message, String details)
      implements TrialOutcome {
    static final String STATUS = "failed";

    public Failed {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(details, "details");
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Failed(other, kind, message, details);
    }

    @Override
    public String status() {
      return STATUS;
    }
  }
}
