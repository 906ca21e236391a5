package org.kvsweep.training;

import java.nio.file.Path;
import java.util.Optional;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialProgress;

/** Asks a trial to stop after so many steps; never for 0 or less. */
final class InterruptedTrial implements TrialContext {
  private final Checkpoints checkpoints;
  private final Path data;
  private final Optional<Path> models;
  private final long steps;
  private long asked;

  InterruptedTrial(Checkpoints checkpoints, Path data, Optional<Path> models, long steps) {
    this.checkpoints = checkpoints;
    this.data = data;
    this.models = models;
    this.steps = steps;
  }

  @Override
  public Answer report(TrialProgress progress) {
    return Answer.CONTINUE;
  }

  @Override
  public boolean stopAsked() {
    asked++;
    return asked == steps;
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  @Override
  public Path dataFolder() {
    return data;
  }

  @Override
  public Optional<Path> modelFolder() {
    return models;
  }
}
