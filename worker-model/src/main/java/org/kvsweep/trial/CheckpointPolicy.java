package org.kvsweep.trial;

import java.time.Duration;
import java.util.Objects;

/**
 * When a running trial keeps its state, so that it can go on where it was: after so many epochs, or
 * after so much time, or never.
 *
 * @param epochs between two checkpoints; 0 where time decides
 * @param pause between two checkpoints; zero where epochs decide
 */
public record CheckpointPolicy(int epochs, Duration pause) {
  /** No checkpoints at all, not even when a sweep is interrupted. */
  public static final CheckpointPolicy NEVER = new CheckpointPolicy(0, Duration.ZERO);

  /** What is lost at most, against the time it takes: some milliseconds each. */
  public static final CheckpointPolicy STANDARD = every(Duration.ofSeconds(60));

  public CheckpointPolicy {
    Objects.requireNonNull(pause, "pause");
    if (epochs < 0 || pause.isNegative() || (epochs > 0 && !pause.isZero())) {
      throw new IllegalArgumentException(
          "Cannot keep checkpoints: expected so many epochs or so much time between two, got %d and %s"
              .formatted(epochs, pause));
    }
  }

  public static CheckpointPolicy every(Duration pause) {
    return new CheckpointPolicy(0, pause);
  }

  public static CheckpointPolicy everyEpochs(int epochs) {
    return new CheckpointPolicy(epochs, Duration.ZERO);
  }

  public boolean never() {
    return equals(NEVER);
  }

  /**
   * True if it is time for a checkpoint.
   *
   * @param epochsDone full epochs since the last one
   * @param nanos since the last one
   */
  public boolean due(long epochsDone, long nanos) {
    return epochs > 0 ? epochsDone >= epochs : !pause.isZero() && nanos >= pause.toNanos();
  }
}
