package org.kvsweep.trial;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.kvsweep.settings.Labelled;

/**
 * The way in which a trial ended. A value, never an exception: Spark shall not retry a trial
 * blindly.
 */
public sealed interface TrialOutcome {

  /** The ways in which a trial can end. */
  enum Status implements Labelled {
    COMPLETED("completed"),
    STOPPED("stopped"),
    DIVERGED("diverged"),
    FAILED("failed");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** Returns what the trial did until it ended. */
  TrialRun run();

  /** The same end of another run. */
  TrialOutcome withRun(TrialRun other);

  /** Returns which of the four ends this is. */
  Status status();

  /** Returns why the trial did not complete; empty if it did. */
  default Optional<String> cause() {
    return match(
        completed -> Optional.empty(),
        stopped -> Optional.of(stopped.reason()),
        diverged -> Optional.of("the loss was not a finite number at step " + diverged.step()),
        failed -> Optional.of(failed.kind().label() + ": " + failed.message()));
  }

  /**
   * Applies the function for this kind of outcome. Callers name all four, so that a new kind does
   * not compile until each of them has decided what to do with it.
   */
  default <T> T match(
      Function<? super Completed, ? extends T> completed,
      Function<? super Stopped, ? extends T> stopped,
      Function<? super Diverged, ? extends T> diverged,
      Function<? super Failed, ? extends T> failed) {
    return switch (status()) {
      case COMPLETED -> completed.apply((Completed) this);
      case STOPPED -> stopped.apply((Stopped) this);
      case DIVERGED -> diverged.apply((Diverged) this);
      case FAILED -> failed.apply((Failed) this);
    };
  }

  /**
   * Returns whether the trial was trained to the end of its budget: only then does it enter a mean.
   */
  default boolean completed() {
    return status() == Status.COMPLETED;
  }

  /** Returns why the trial failed; empty if it ended otherwise. */
  default Optional<Failed> failure() {
    return Optional.empty();
  }

  /** Trained to the end of its budget. */
  record Completed(TrialRun run) implements TrialOutcome {
    public Completed {
      Objects.requireNonNull(run, "run");
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Completed(other);
    }

    @Override
    public Status status() {
      return Status.COMPLETED;
    }
  }

  /**
   * A trial that was told to stop before the end of its budget. Its numbers are censored: they
   * never enter a mean of completed trials.
   */
  record Stopped(TrialRun run, String reason) implements TrialOutcome {
    /** The key in the environment of a run that early stopping has ended. */
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
    public Status status() {
      return Status.STOPPED;
    }
  }

  /** The loss became NaN or infinite at that optimizer step (counted from 1). */
  record Diverged(TrialRun run, long step) implements TrialOutcome {
    public Diverged {
      Objects.requireNonNull(run, "run");
    }

    @Override
    public TrialOutcome withRun(TrialRun other) {
      return new Diverged(other, step);
    }

    @Override
    public Status status() {
      return Status.DIVERGED;
    }
  }

  /**
   * A trial that could not be trained.
   *
   * @param kind decides whether another attempt makes sense
   * @param message one sentence for the table
   * @param details stack trace or log excerpt; may be empty
   */
  record Failed(TrialRun run, FailureKind kind, String message, String details)
      implements TrialOutcome {
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
    public Status status() {
      return Status.FAILED;
    }

    @Override
    public Optional<Failed> failure() {
      return Optional.of(this);
    }
  }
}
