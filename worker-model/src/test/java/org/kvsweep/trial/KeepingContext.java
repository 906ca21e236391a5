package org.kvsweep.trial;

import java.nio.file.Path;
import java.util.Optional;

/** A trial alone, whose trained model goes into a folder. */
public record KeepingContext(Path dataFolder, Path models) implements TrialContext {
  @Override
  public Answer report(TrialProgress progress) {
    return Answer.CONTINUE;
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public Optional<Path> modelFolder() {
    return Optional.of(models);
  }
}
